package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;

import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The client of a TLS 1.3 connection over a wire in memory, which sends the records that the test
/// wants.
final class RawTlsPeer implements Protocol {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final Wire wire = new Wire();
  final RecordingProtocol server = new RecordingProtocol();
  private final SSLEngine engine = TestCertificate.client().context().createSSLEngine();
  private final ByteBuffer coming = ByteBuffer.allocate(1 << 16).flip();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  private @Nullable Transport secured;

  private RawTlsPeer() {
    engine.setUseClientMode(true);
    wire.left.setProtocol(this);
    server.connectionMade(wire.right);
  }

  /// Suspends the current task until the handshake is done.
  static RawTlsPeer open() throws SSLException {
    var peer = new RawTlsPeer();
    Task<Transport> handshake =
        createTask(TlsLink.start(peer.wire.right, peer.server, TestCertificate.server()));
    peer.engine.beginHandshake();
    peer.goOn();
    peer.secured = await(handshake);
    return peer;
  }

  /// The server's transport.
  Transport secured() {
    return Objects.requireNonNull(secured);
  }

  /// Sends a record, or the engine's own message.
  void send(byte[] data) throws SSLException {
    engine.wrap(ByteBuffer.wrap(data), buffer.clear());
    byte[] sent = new byte[buffer.flip().remaining()];
    buffer.get(sent);
    wire.left.write(sent);
  }

  /// Changes its keys, and asks the server to do the same.
  void changeKeys() throws SSLException {
    engine.beginHandshake();
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      send(NOTHING.array());
    }
  }

  @Override
  public void dataReceived(byte[] data) {
    coming.compact().put(data).flip();
    try {
      goOn();
    } catch (SSLException e) {
      wire.left.abort(); // the server has given the connection up
    }
  }

  private void goOn() throws SSLException {
    while (step()) {}
  }

  private boolean step() throws SSLException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        engine.getDelegatedTask().run();
        yield true;
      }
      case NEED_WRAP -> {
        send(NOTHING.array());
        yield true;
      }
      default ->
          coming.hasRemaining() && engine.unwrap(coming, buffer.clear()).getStatus() == Status.OK;
    };
  }
}
