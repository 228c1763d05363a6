package jasyncio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A socket that the selector found readable, and from which another reader has read since. For the
/// JDK a read that would block and one that a signal interrupted look the same: neither reads a
/// byte.
class SpuriousReadinessTest {
  private final TestLoop test = new TestLoop();
  private final RecordingProtocol record = new RecordingProtocol();
  private SocketChannel near;
  private SocketChannel far;

  @BeforeEach
  void connect() throws IOException {
    try (var listener = ServerSocketChannel.open().bind(Peer.address(Peer.LOOPBACK, 0))) {
      far = SocketChannel.open(listener.getLocalAddress());
      near = listener.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    ((Transport) Objects.requireNonNull(record.transport)).abort();
    test.turns(2);
    far.close();
    test.close();
  }

  private void send(String text) throws IOException {
    far.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private void steal(int count) {
    ByteBuffer stolen = ByteBuffer.allocate(count);
    try {
      while (stolen.hasRemaining()) {
        near.read(stolen);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertOnlyWhatIsThereIsReceived(BaseProtocol protocol) throws IOException {
    test.complete(test.loop.connectAcceptedSocket(() -> protocol, near));
    send("stolen");
    test.loop.callSoon(() -> steal(6)); // runs before the callbacks that this turn finds ready
    test.turns(2);
    assertThat(record.events).containsExactly("made");

    send("left");
    while (!record.text().equals("left")) {
      test.turns(1);
    }
    assertThat(record.events).containsExactly("made", "data");
  }

  @Test
  @Mirrors({
    "test_selector_events.SelectorSocketTransportTests.test_read_ready_tryagain",
    "test_selector_events.SelectorSocketTransportTests.test_read_ready_tryagain_interrupted"
  })
  void isNoEventForAProtocol() throws IOException {
    assertOnlyWhatIsThereIsReceived(record);
  }

  @Test
  @Mirrors({
    "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_tryagain",
    "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_tryagain_interrupted"
  })
  void isNoEventForABufferedProtocol() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    assertOnlyWhatIsThereIsReceived(
        new BufferedProtocol() {
          @Override
          public void connectionMade(BaseTransport transport) {
            record.connectionMade(transport);
          }

          @Override
          public ByteBuffer getBuffer(int sizeHint) {
            return buffer.clear();
          }

          @Override
          public void bufferUpdated(int count) {
            byte[] data = new byte[count];
            buffer.get(0, data);
            record.dataReceived(data);
          }
        });
  }
}
