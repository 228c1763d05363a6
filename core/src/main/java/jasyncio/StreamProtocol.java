package jasyncio;

import jasyncio.internal.stream.DrainGate;
import jasyncio.internal.stream.StreamGuard;
import jasyncio.internal.transport.PullingProtocol;
import jasyncio.internal.transport.ServedByTask;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Carries what a transport tells to a stream; on a server, starts the task that serves the client.
///
/// It holds the stream weakly: only the program, or the task that serves, keeps it, so that a
/// [StreamGuard] can see when it is dropped.
///
/// asyncio's `StreamReaderProtocol`. Loop thread only.
final class StreamProtocol implements PullingProtocol, ServedByTask {
  private final EventLoop loop;
  private final WeakReference<StreamReader> reader;
  private final DrainGate gate;
  private final @Nullable ClientConnected server;

  // keeps the stream until somebody else does
  private @Nullable StreamReader unclaimed;
  private @Nullable Transport transport;
  private @Nullable StreamGuard guard;

  // while it runs
  private @Nullable Task<Void> handler;

  /// @param server what to do with the client, or null if this side is the client
  public StreamProtocol(EventLoop loop, int limit, @Nullable ClientConnected server) {
    this.loop = loop;
    this.unclaimed = new StreamReader(limit, loop);
    this.reader = new WeakReference<>(unclaimed);
    this.gate = new DrainGate(loop);
    this.server = server;
  }

  @Override
  public void connectionMade(BaseTransport made) {
    Transport transport = (Transport) made;
    this.transport = transport;
    Objects.requireNonNull(unclaimed).setTransport(transport);
    if (server != null) {
      serve(server, transport);
    }
  }

  private void serve(ClientConnected server, Transport transport) {
    StreamConnection stream = claim();
    Task<Void> task =
        loop.createTask(Coroutine.of(() -> server.serve(stream.reader(), stream.writer())));
    handler = task;
    task.addDoneCallback(ended -> served(ended, transport));
  }

  @Override
  public @Nullable Task<?> handler() {
    return handler == null || handler.done() ? null : handler;
  }

  @Override
  public void shutdownRequested() {
    gate.requestShutdown();
  }

  /// The stream, of which this lets go. To be called once, when there is a connection.
  public StreamConnection claim() {
    StreamReader reader = Objects.requireNonNull(unclaimed, "claimed already");
    Transport transport = Objects.requireNonNull(this.transport, "not connected");
    unclaimed = null;
    guard = new StreamGuard(reader, loop, transport);
    return new StreamConnection(reader, new StreamWriter(transport, gate, reader));
  }

  private void served(Future<Void> task, Transport transport) {
    handler = null; // which holds the stream
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

  /// Removes what the program has not read, and gives it.
  public byte[] takeUnread() {
    StreamReader reader = this.reader.get();
    return reader == null ? new byte[0] : reader.takeUnread();
  }

  /// The connection is behind another transport from now on.
  public void replaceTransport(Transport transport) {
    this.transport = transport;
    StreamReader reader = this.reader.get();
    if (reader != null) {
      reader.setTransport(transport);
    }
    if (guard != null) {
      guard.replaceTransport(transport);
    }
  }

  @Override
  public boolean wakeToPull() {
    StreamReader reader = this.reader.get();
    return reader != null && reader.wakeToPull();
  }

  @Override
  public void dataReceived(byte[] data) {
    StreamReader reader = this.reader.get();
    if (reader != null) {
      reader.feedData(data);
    }
  }

  @Override
  public boolean eofReceived() {
    StreamReader reader = this.reader.get();
    if (reader != null) {
      reader.feedEof();
    }
    return true; // the task may still have something to say
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    StreamReader reader = this.reader.get();
    if (reader != null && cause == null) {
      reader.feedEof();
    } else if (reader != null) {
      reader.setException(Objects.requireNonNull(cause));
    }
    gate.lose(cause);
    if (guard != null) {
      guard.dismiss();
    }
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
