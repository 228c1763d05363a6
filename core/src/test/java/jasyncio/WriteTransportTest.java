package jasyncio;

import static jasyncio.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The default methods of a transport that implements only the writing of an array.
class WriteTransportTest {
  private final Minimal transport = new Minimal();

  @Test
  @Mirrors("test_transports.TransportTests.test_writelines")
  void joinsPiecesIntoOneWrite() {
    transport.writeLines(List.of(bytes("ab"), bytes("c"), bytes("de")));

    assertThat(transport.written).containsExactly("abcde");
  }

  @Test
  void copiesTheRestOfABuffer() {
    var data = ByteBuffer.wrap(bytes("hello"));
    data.get();

    transport.write(data);

    assertThat(transport.written).containsExactly("ello");
    assertThat(data.hasRemaining()).isFalse();
  }

  @Test
  void hasAQuarterOfTheHighMarkAsTheLowOne() {
    transport.setWriteBufferLimits(100);
    assertThat(transport.marks).isEqualTo(new FlowControl.WaterMarks(25, 100));

    transport.setWriteBufferLimits();
    assertThat(transport.marks).isEqualTo(new FlowControl.WaterMarks(16 * 1024, 64 * 1024));
  }

  @Test
  @Mirrors("test_transports.TransportTests.test_not_implemented")
  void leavesTheRestToImplementations() {
    for (var type : List.of(BaseTransport.class, ReadTransport.class, WriteTransport.class)) {
      var abstractOnes =
          Arrays.stream(type.getDeclaredMethods())
              .filter(method -> Modifier.isAbstract(method.getModifiers()));

      assertThat(abstractOnes).isNotEmpty();
    }
  }

  private static final class Minimal implements WriteTransport {
    final List<String> written = new ArrayList<>();
    WaterMarks marks = new WaterMarks(0, 0);

    @Override
    public void write(byte[] data) {
      written.add(new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public void setWriteBufferLimits(int high, int low) {
      marks = new WaterMarks(low, high);
    }

    @Override
    public WaterMarks getWriteBufferLimits() {
      return marks;
    }

    @Override
    public int getWriteBufferSize() {
      return 0;
    }

    @Override
    public boolean canWriteEof() {
      return false;
    }

    @Override
    public void writeEof() {
      throw new UnsupportedOperationException("writeEof");
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}

    @Override
    public boolean isClosing() {
      return false;
    }

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> key) {
      return null;
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {}

    @Override
    public BaseProtocol getProtocol() {
      return new BaseProtocol() {};
    }
  }
}
