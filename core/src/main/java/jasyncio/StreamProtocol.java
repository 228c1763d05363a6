package jasyncio;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Carries what a transport tells to a stream; on a server, starts the task that serves the client.
///
/// asyncio's `StreamReaderProtocol`. Loop thread only.
final class StreamProtocol implements Protocol {
  private final EventLoop loop;
  private final StreamReader reader;
  private final StreamGate gate;
  private final @Nullable ClientConnected server;
  private @Nullable StreamWriter writer;

  /// @param server what to do with the client, or null if this side is the client
  StreamProtocol(EventLoop loop, int limit, @Nullable ClientConnected server) {
    this.loop = loop;
    this.reader = new StreamReader(limit, loop);
    this.gate = new StreamGate(loop);
    this.server = server;
  }

  @Override
  public void connectionMade(BaseTransport made) {
    Transport transport = (Transport) made;
    reader.setTransport(transport);
    StreamWriter writer = new StreamWriter(transport, gate, reader);
    this.writer = writer;
    ClientConnected server = this.server;
    if (server != null) {
      loop.createTask(Coroutine.of(() -> server.serve(reader, writer)))
          .addDoneCallback(task -> served(task, transport));
    }
  }

  private void served(Future<Void> task, Transport transport) {
    if (task.cancelled()) {
      transport.close();
      return;
    }
    Throwable exception = task.exception();
    if (exception != null) {
      loop.callExceptionHandler(
          ExceptionContext.of("Unhandled exception in client_connected_cb", exception)
              .withFuture(task)
              .withConnection(transport, this));
      transport.close();
    }
  }

  /// The stream, once there is a connection.
  StreamConnection stream() {
    return new StreamConnection(reader, Objects.requireNonNull(writer, "not connected"));
  }

  @Override
  public void dataReceived(byte[] data) {
    reader.feedData(data);
  }

  @Override
  public boolean eofReceived() {
    reader.feedEof();
    return true; // the task may still have something to say
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    if (cause == null) {
      reader.feedEof();
    } else {
      reader.setException(cause);
    }
    gate.lose(cause);
  }

  @Override
  public void pauseWriting() {
    gate.pause();
  }

  @Override
  public void resumeWriting() {
    gate.resume();
  }
}
