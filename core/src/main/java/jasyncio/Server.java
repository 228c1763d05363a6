package jasyncio;

import java.net.SocketAddress;
import java.util.List;

/// A set of listening sockets, and the connections they brought.
///
/// [EventLoop#createServer] and [Asyncio#startServer] make it. Mirrors `asyncio.Server`, of Python
/// 3.13.
///
/// **Loop affinity.** Every method belongs to the loop of the server.
public interface Server extends AutoCloseable {

  /// Stops listening. Mirrors `server.close`.
  ///
  /// Returns at once and leaves connections alone; [#serveForever()] ends. To see them end, await
  /// [#waitClosed()]; to end them, call [#closeClients()] or [#abortClients()]. Closing again does
  /// nothing.
  ///
  /// At the end of a `try` block this is only half of `async with server`, which also awaits
  /// `waitClosed`.
  @Override
  void close();

  /// Suspends until the server is closed and its last connection is gone; returns at once if that
  /// has happened. Mirrors `server.wait_closed`.
  ///
  /// Any number of tasks may wait, before or after [#close()]; cancelling one leaves the rest
  /// alone.
  Coroutine<Void> waitClosed();

  /// Begins to accept connections, unless the server does already. Mirrors `server.start_serving`.
  ///
  /// @throws IllegalStateException from the awaiting call, if the server is closed
  Coroutine<Void> startServing();

  /// Accepts connections until cancelled. Mirrors `server.serve_forever`.
  ///
  /// Cancelling closes the server, waits for its connections as [#waitClosed()] does, and then
  /// passes the cancellation on; a second cancellation ends that wait. If something else closes the
  /// server, this ends with [CancelledError], too.
  ///
  /// @throws IllegalStateException from the awaiting call, if the server is closed or another task
  ///   is already in `serveForever`
  Coroutine<Void> serveForever();

  /// Whether the server accepts connections. Mirrors `server.is_serving`.
  boolean isServing();

  /// The addresses it listens on, with real port numbers; empty once closed. Mirrors
  /// `server.sockets`, which has the sockets themselves.
  List<SocketAddress> sockets();

  /// Closes every connection as [BaseTransport#close()] does. Mirrors `server.close_clients`.
  void closeClients();

  /// Closes every connection as [WriteTransport#abort()] does. Mirrors `server.abort_clients`.
  void abortClients();

  /// The loop of the server. Mirrors `server.get_loop`.
  EventLoop getLoop();
}
