package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Bytes.bytes;
import static jasyncio.Peer.link;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A protocol with a buffer of its own.
class BufferedProtocolTest {

  /// A recording protocol that receives through a small buffer of its own.
  private static class Recording implements BufferedProtocol {
    final RecordingProtocol record = new RecordingProtocol();
    final ByteBuffer buffer;
    int largestHint;

    Recording(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public void connectionMade(BaseTransport transport) {
      record.connectionMade(transport);
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      largestHint = Math.max(largestHint, sizeHint);
      return buffer.clear();
    }

    @Override
    public void bufferUpdated(int count) {
      assertThat(buffer.position()).isEqualTo(count);
      byte[] data = new byte[count];
      buffer.flip().get(data);
      record.dataReceived(data);
    }

    @Override
    public boolean eofReceived() {
      return record.eofReceived();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
      record.connectionLost(cause);
    }
  }

  @Test
  @Mirrors({
    "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_ctor",
    "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready",
    "test_buffered_proto.BaseTestBufferedProtocol.test_buffered_proto_create_connection"
  })
  void receivesThroughItsBufferInOrder() {
    TestLoop.run(() -> {
      var protocol = new Recording(ByteBuffer.allocate(100));
      try (var link = link(protocol)) {
        assertThat(protocol.record.events).containsExactly("made");
        String sent = "0123456789".repeat(900);

        link.peer().send(sent);
        protocol.record.awaitText(sent);

        assertThat(protocol.largestHint).isLessThanOrEqualTo(0);
        link.transport().write(bytes("x"));
        assertThat(link.peer().receive(1)).isEqualTo("x");
        link.peer().close();
        assertThat(protocol.record.awaitLost()).isNull();
      }
    });
  }

  @Test
  void mayBringADirectBuffer() {
    TestLoop.run(() -> {
      var protocol = new Recording(ByteBuffer.allocateDirect(16));
      try (var link = link(protocol)) {
        link.peer().send("straight into the buffer");

        protocol.record.awaitText("straight into the buffer");
      }
    });
  }

  @Test
  @Mirrors("test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_eof")
  void closesAtEndOfFile() {
    TestLoop.run(() -> {
      var protocol = new Recording(ByteBuffer.allocate(1));
      try (var link = link(protocol)) {
        link.peer().sendEof();

        assertThat(protocol.record.awaitLost()).isNull();
        assertThat(protocol.record.events).containsExactly("made", "eof", "lost");
      }
    });
  }

  @Test
  @Mirrors(
      "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_ready_eof_keep_open")
  void canSendOnAfterEndOfFile() {
    TestLoop.run(() -> {
      var protocol = new Recording(ByteBuffer.allocate(1));
      protocol.record.keepOpen = true;
      try (var link = link(protocol)) {
        link.peer().sendEof();
        protocol.record.await("eof");

        link.transport().write(bytes("still here"));

        assertThat(link.peer().receive(10)).isEqualTo("still here");
      }
    });
  }

  @Test
  @Mirrors(
      "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_proto_type_switch")
  void canTakeTurnsWithAPlainProtocol() {
    TestLoop.run(() -> {
      var plain = new RecordingProtocol();
      var buffered = new Recording(ByteBuffer.allocate(100));
      try (var link = link(plain)) {
        link.peer().send("plain");
        plain.awaitText("plain");

        link.transport().setProtocol(buffered);
        buffered.record.note("made");
        link.peer().send("buffered");
        buffered.record.awaitText("buffered");

        link.transport().setProtocol(plain);
        link.peer().send(" again");
        plain.awaitText("plain again");
      }
    });
  }

  @Test
  @Mirrors(
      "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_get_buffer_zerosized")
  void mustBringRoom() {
    checkFatal(
        "Fatal error: protocol.getBuffer() call failed.",
        "getBuffer() gave a buffer without room",
        new Recording(ByteBuffer.allocate(0)));
  }

  @Test
  @Mirrors("test_selector_events.SelectorSocketTransportTests.test_read_ready_err")
  void mustNotBringAReadOnlyBuffer() {
    checkFatal(
        "Fatal read error on socket transport",
        "Read-only buffer",
        new Recording(ByteBuffer.allocate(10).asReadOnlyBuffer()));
  }

  @Test
  void losesTheConnectionIfGetBufferThrows() {
    checkFatal(
        "Fatal error: protocol.getBuffer() call failed.",
        "no buffer",
        new Recording(ByteBuffer.allocate(1)) {
          @Override
          public ByteBuffer getBuffer(int sizeHint) {
            throw new IllegalStateException("no buffer");
          }
        });
  }

  @Test
  @Mirrors(
      "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_buffer_updated_error")
  void losesTheConnectionIfBufferUpdatedThrows() {
    checkFatal(
        "Fatal error: protocol.bufferUpdated() call failed.",
        "no update",
        new Recording(ByteBuffer.allocate(1)) {
          @Override
          public void bufferUpdated(int count) {
            throw new IllegalStateException("no update");
          }
        });
  }

  @Test
  @Mirrors(
      "test_selector_events.SelectorSocketTransportBufferedProtocolTests.test_read_eof_received_error")
  void losesTheConnectionIfEofReceivedThrows() {
    checkFatal(
        "Fatal error: protocol.eofReceived() call failed.",
        "no end",
        new Recording(ByteBuffer.allocate(1)) {
          @Override
          public boolean eofReceived() {
            throw new IllegalStateException("no end");
          }
        });
  }

  /// Sends a byte and the end; one of the two must break the connection.
  private static void checkFatal(String message, String cause, Recording protocol) {
    try (var test = new TestLoop()) {
      test.complete(
          Coroutine.of(() -> {
            try (var link = link(protocol)) {
              provoke(link.peer());
              assertThat(protocol.record.awaitLost()).hasMessageContaining(cause);
            }
          }));

      assertThat(test.takeReports()).extracting(ExceptionContext::message).containsExactly(message);
    }
  }

  private static void provoke(Peer peer) throws IOException {
    peer.send("x");
    peer.sendEof();
  }

  @Test
  @Mirrors({
    "test_protocols.ProtocolsAbsTests.test_base_protocol",
    "test_protocols.ProtocolsAbsTests.test_protocol"
  })
  void callbacksDoNothingUnlessOverridden() {
    TestLoop.run(() -> {
      BufferedProtocol buffered = _ -> ByteBuffer.allocate(10);
      var plain = new Protocol() {};
      try (var link = link(buffered);
          var other = link(plain)) {
        buffered.pauseWriting();
        buffered.resumeWriting();
        plain.pauseWriting();
        plain.resumeWriting();
        provoke(link.peer());
        provoke(other.peer());

        assertThat(await(link.peer().receiveAllMeanwhile())).isEmpty();
        assertThat(await(other.peer().receiveAllMeanwhile())).isEmpty();
      }
    });
  }
}
