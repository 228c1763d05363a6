package jasyncio.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// The memory that a TLS connection takes for records that are not complete.
class RecordReaderTest {
  private final RecordReader reader = new RecordReader(engine(), new TlsBuffers());

  private static javax.net.ssl.SSLEngine engine() {
    try {
      return SSLContext.getDefault().createSSLEngine();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /// The behaviour of process() for bytes that do not complete a record.
  private void receive(byte[] part) {
    reader.add(part);
    reader.begin();
    reader.end();
  }

  @Test
  void isThatOfThePartThatHasArrived() {
    receive(new byte[1]);

    assertThat(reader.held()).isEqualTo(1);
    assertThat(reader.holdsPart()).isTrue();
  }

  @Test
  void growsWithThePartWhoseBytesStayInOrder() {
    receive(new byte[] {1, 2});
    receive(new byte[] {3});

    assertThat(reader.held()).isEqualTo(3);
    ByteBuffer room = reader.room();
    assertThat(room.remaining()).isGreaterThan(16 * 1024);
    assertThat(new byte[] {room.get(0), room.get(1), room.get(2)}).containsExactly(1, 2, 3);
  }

  @Test
  void isNoneWhenNothingIsLeft() {
    receive(new byte[0]);

    assertThat(reader.held()).isZero();
  }
}
