package jasyncio.internal.net;

import static jasyncio.Asyncio.newEventLoop;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.BaseProtocol;
import jasyncio.BufferedProtocol;
import jasyncio.ConnectOptions;
import jasyncio.EventLoop;
import jasyncio.Mirrors;
import jasyncio.Protocol;
import jasyncio.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A stream socket that seems ready but is not.
class SpuriousChannelReadinessTest {
  private final EventLoop loop = newEventLoop();
  private final ScriptedWatcher watcher = new ScriptedWatcher();
  private final ScriptedSocketChannel channel = new ScriptedSocketChannel();
  private final List<String> events = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private Transport connect(BaseProtocol protocol) {
    var network = new Network(loop, watcher);
    return loop.runUntilComplete(network.adopt(() -> protocol, channel, ConnectOptions.DEFAULTS))
        .transport();
  }

  private final class Plain implements Protocol {
    @Override
    public void dataReceived(byte[] data) {
      events.add(new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
      events.add("lost");
    }
  }

  private final class Buffered implements BufferedProtocol {
    private final ByteBuffer buffer = ByteBuffer.allocate(100);

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      return buffer.clear();
    }

    @Override
    public void bufferUpdated(int count) {
      events.add(new String(buffer.array(), 0, count, StandardCharsets.UTF_8));
    }
  }

  /// Two reads without bytes, and one with.
  private void checkReadsGoOnAfter(int countOfNothing, BaseProtocol protocol) {
    var transport = connect(protocol);
    channel.reads.addAll(List.of(countOfNothing, countOfNothing, new byte[] {'x'}));

    watcher.becomeReadable();
    watcher.becomeReadable();
    assertThat(events).isEmpty();
    watcher.becomeReadable();

    assertThat(events).containsExactly("x");
    assertThat(transport.isClosing()).isFalse();
    assertThat(watcher.reading).isTrue();
  }

  @Test
  @Mirrors("test_selector_events.SelectorSocketTransportTests.test_read_ready_tryagain")
  void readsOnWhenThereWasNothing() {
    checkReadsGoOnAfter(0, new Plain());
  }

  @Test
  @Mirrors("test_selector_events.SelectorSocketTransportTests.test_read_ready_tryagain_interrupted")
  void readsOnAfterAnInterruptedRead() {
    checkReadsGoOnAfter(ScriptedSocketChannel.INTERRUPTED, new Plain());
  }

  @Test
  @Mirrors(
      "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_tryagain")
  void readsOnIntoABufferWhenThereWasNothing() {
    checkReadsGoOnAfter(0, new Buffered());
  }

  @Test
  @Mirrors(
      "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_tryagain_interrupted")
  void readsOnIntoABufferAfterAnInterruptedRead() {
    checkReadsGoOnAfter(ScriptedSocketChannel.INTERRUPTED, new Buffered());
  }

  @Test
  void writesAllAfterAnInterruptedWrite() {
    var transport = connect(new Plain());
    channel.writes.addAll(List.of(ScriptedSocketChannel.INTERRUPTED, 0));

    transport.write("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(transport.getWriteBufferSize()).isEqualTo(5);
    watcher.becomeWritable();
    assertThat(transport.getWriteBufferSize()).isEqualTo(5);
    watcher.becomeWritable();

    assertThat(channel.taken).isEqualTo(5);
    assertThat(watcher.writing).isFalse();
  }
}
