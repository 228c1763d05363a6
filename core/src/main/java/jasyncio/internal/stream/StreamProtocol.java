package jasyncio.internal.stream;

import jasyncio.BaseTransport;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.ExceptionGroup;
import jasyncio.Future;
import jasyncio.IncompleteReadException;
import jasyncio.LimitOverrunException;
import jasyncio.Task;
import jasyncio.Transport;
import jasyncio.internal.transport.Buffering;
import jasyncio.internal.transport.PullingProtocol;
import jasyncio.internal.transport.ServedByTask;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The protocol under a stream: passes a transport's events to an [Inbox] and a [DrainGate]; on a
/// server, starts the task that serves the client.
///
/// It holds the inbox, not the reader above it, which only the program and the task that serves
/// keep: so a [StreamGuard] can see when the stream is dropped.
///
/// asyncio's `StreamReaderProtocol`. Loop thread only.
public final class StreamProtocol implements PullingProtocol, ServedByTask, Buffering {
  private final EventLoop loop;
  private final Inbox inbox;
  private final DrainGate gate;
  private final @Nullable Function<StreamProtocol, Coroutine<Void>> service;
  private @Nullable Transport transport;
  private @Nullable StreamGuard guard;

  // while it runs
  private @Nullable Task<Void> handler;

  /// @param limit the stream's
  /// @param service gives the work to do for the client, once there is a transport; null if this
  ///   side is the client
  public StreamProtocol(
      EventLoop loop, int limit, @Nullable Function<StreamProtocol, Coroutine<Void>> service) {
    this.loop = loop;
    this.inbox = new Inbox(limit, loop);
    this.gate = new DrainGate(loop);
    this.service = service;
  }

  // For the stream

  public Inbox inbox() {
    return inbox;
  }

  public DrainGate gate() {
    return gate;
  }

  /// The transport that the stream writes to.
  public Transport transport() {
    return Objects.requireNonNull(transport, "not connected");
  }

  /// Closes the connection if the program drops `reader`, the stream's.
  public void guard(Object reader) {
    guard = new StreamGuard(reader, loop, transport());
  }

  /// Puts the stream on `transport`, which the connection is behind from now on.
  public void replaceTransport(Transport transport) {
    this.transport = transport;
    inbox.setTransport(transport);
    if (guard != null) {
      guard.replaceTransport(transport);
    }
  }

  // Serving

  @Override
  public void connectionMade(BaseTransport made) {
    Transport transport = (Transport) made;
    this.transport = transport;
    inbox.setTransport(transport);
    if (service != null) {
      Task<Void> task = loop.createTask(service.apply(this));
      handler = task;
      task.addDoneCallback(ended -> served(ended, transport));
    }
  }

  @Override
  public @Nullable Task<?> handler() {
    return handler == null || handler.done() ? null : handler;
  }

  @Override
  public void shutdownRequested() {
    gate.requestShutdown();
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
              .withConnection(transport, this)
              .withCausedByPeer(isCausedByPeer(exception)));
      transport.close();
    }
  }

  /// Tells whether a handler ended by what its peer did: it broke the connection, ended it within a
  /// message, or sent more than the limit.
  private boolean isCausedByPeer(Throwable exception) {
    return switch (exception) {
      case IncompleteReadException _, LimitOverrunException _ -> true;
      case ExceptionGroup group -> group.exceptions().stream().allMatch(this::isCausedByPeer);
      default -> gate.hasThrown(exception);
    };
  }

  // The transport's events

  @Override
  public boolean wakeToPull() {
    return inbox.wakeToPull();
  }

  @Override
  public int room() {
    return inbox.room();
  }

  @Override
  public long bufferedBytes() {
    return inbox.size();
  }

  @Override
  public void dataReceived(byte[] data) {
    inbox.feedData(data);
  }

  @Override
  public boolean eofReceived() {
    inbox.feedEof();
    return true; // the task may still have something to say
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    inbox.end(cause);
    gate.lose(cause);
    if (guard != null) {
      guard.clear();
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
