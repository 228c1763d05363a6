package jasyncio;

import static jasyncio.Asyncio.await;

import org.jspecify.annotations.Nullable;

/// Makes streams over TCP.
final class Streams {
  private Streams() {}

  /// See [Asyncio#openConnection(String, int, ConnectOptions)].
  static Coroutine<StreamConnection> open(
      EventLoop loop, String host, int port, ConnectOptions options) {
    return () -> {
      var protocol = new StreamProtocol(loop, options.limit(), null);
      await(loop.createConnection(() -> protocol, host, port, options));
      return protocol.claim();
    };
  }

  /// See [Asyncio#startServer(ClientConnected, String, int, ServerOptions)].
  static Coroutine<Server> serve(
      EventLoop loop,
      ClientConnected clientConnected,
      @Nullable String host,
      int port,
      ServerOptions options) {
    return loop.createServer(
        () -> new StreamProtocol(loop, options.limit(), clientConnected), host, port, options);
  }
}
