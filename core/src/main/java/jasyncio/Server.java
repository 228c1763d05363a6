package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/// A set of listening sockets, with the connections accepted from them.
///
/// [EventLoop#createServer] and [Asyncio#startServer] make it. Mirrors `asyncio.Server`, of Python
/// 3.13.
///
/// **Loop affinity.** Every method belongs to the loop of the server.
public interface Server extends AutoCloseable {

  /// Stops listening. Mirrors `server.close`.
  ///
  /// Returns at once and leaves connections alone; [#serveForever()] ends. To wait for their end,
  /// await [#waitClosed()]; to end them, call [#closeClients()] or [#abortClients()]. Closing again
  /// does nothing.
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
  @CheckReturnValue
  Coroutine<Void> waitClosed();

  /// Starts to accept connections, unless the server does already. Mirrors `server.start_serving`.
  ///
  /// @throws IllegalStateException from the awaiting call, if the server is closed
  @CheckReturnValue
  Coroutine<Void> startServing();

  /// Accepts connections until cancelled. Mirrors `server.serve_forever`.
  ///
  /// Cancelling closes the server and its connections, waits for them like [#waitClosed()], and
  /// then passes the cancellation on; a second cancellation ends that wait. If the server is closed
  /// in another way, its connections are left alone, and this ends with [CancelledError] after the
  /// last of them.
  ///
  /// @throws IllegalStateException from the awaiting call, if the server is closed or another task
  ///   is already in `serveForever`
  @CheckReturnValue
  Coroutine<Void> serveForever();

  /// Returns whether the server accepts connections. Mirrors `server.is_serving`.
  boolean isServing();

  /// The addresses that the server listens on, with real port numbers; empty once closed.
  List<SocketAddress> addresses();

  /// The same as [#addresses()], by asyncio's name: mirrors `server.sockets`, which has the sockets
  /// themselves.
  default List<SocketAddress> sockets() {
    return addresses();
  }

  /// Closes every connection as [BaseTransport#close()] does. Mirrors `server.close_clients`.
  void closeClients();

  /// Closes every connection as [WriteTransport#abort()] does. Mirrors `server.abort_clients`.
  void abortClients();

  /// Ends the server and its connections within time limits. Beyond asyncio.
  ///
  /// 1. The server stops listening, as with [#close()].
  /// 2. Protocols are told by [BaseProtocol#shutdownRequested()], and handlers of streams by
  ///    [StreamWriter#shutdownRequested()]. For `grace` they may finish their work.
  /// 3. Handlers that are still running are cancelled; other connections are closed, so that queued
  ///    data are sent. This step lasts at most a second.
  /// 4. The remaining connections are aborted, and get another second to end.
  ///
  /// Returns as soon as all connections and handlers have ended. Cancelling stops these steps and
  /// leaves connections as they are.
  ///
  /// @param grace the time that handlers may take; zero or less cancels them at once
  /// @return from the awaiting call, the names of the tasks that did not stop: handlers that
  ///   swallow cancellation, or are stuck in code that does not suspend. They are logged, too
  @CheckReturnValue
  Coroutine<List<String>> shutdown(Duration grace);

  /// The loop of the server. Mirrors `server.get_loop`.
  EventLoop getLoop();
}
