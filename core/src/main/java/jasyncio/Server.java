package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import java.net.SocketAddress;
import java.time.Duration;
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
  /// Cancelling closes the server and its connections, waits for them as [#waitClosed()] does, and
  /// then passes the cancellation on; a second cancellation ends that wait. If something else
  /// closes the server, its connections are left to that, and this ends with [CancelledError] after
  /// the last one.
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

  /// Brings the server and its connections to an end within limits. Beyond asyncio.
  ///
  /// 1. It stops listening, as [#close()] does.
  /// 2. The protocols hear [BaseProtocol#shutdownRequested()], and handlers of streams see it by
  ///    [StreamWriter#shutdownRequested()]. For `grace` they may finish what they are at.
  /// 3. Handlers that still run are cancelled; other connections are closed, so that what is queued
  ///    goes out. That may take a second.
  /// 4. What is left is aborted, and has another second to notice.
  ///
  /// Returns as soon as all connections and handlers have ended. Cancelling stops these steps and
  /// leaves connections as they are.
  ///
  /// @param grace how long handlers may go on; zero or less cancels them at once
  /// @return from the awaiting call, the names of the tasks that would not stop: handlers that
  ///   swallow cancellation, or are stuck in code that does not suspend. They are logged, too
  @CheckReturnValue
  Coroutine<List<String>> shutdown(Duration grace);

  /// The loop of the server. Mirrors `server.get_loop`.
  EventLoop getLoop();
}
