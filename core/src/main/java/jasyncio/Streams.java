package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.stream.StreamProtocol;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;

/// The makers of streams over sockets.
final class Streams {
  private Streams() {}

  /// See [Asyncio#openConnection(String, int, ConnectOptions)].
  static Coroutine<StreamConnection> open(
      EventLoop loop, String host, int port, ConnectOptions options) {
    return open(loop, options, protocol -> loop.createConnection(protocol, host, port, options));
  }

  /// See [Asyncio#openUnixConnection(Path, ConnectOptions)].
  static Coroutine<StreamConnection> openUnix(EventLoop loop, Path path, ConnectOptions options) {
    return open(loop, options, protocol -> loop.createUnixConnection(protocol, path, options));
  }

  private static Coroutine<StreamConnection> open(
      EventLoop loop,
      ConnectOptions options,
      Function<Supplier<StreamProtocol>, Coroutine<?>> connect) {
    return () -> {
      var protocol = new StreamProtocol(loop, options.limit(), null);
      await(connect.apply(() -> protocol));
      return over(protocol);
    };
  }

  /// See [Asyncio#startServerOn(ClientConnected, Collection, int, ServerOptions)].
  static Coroutine<Server> serve(
      EventLoop loop,
      ClientConnected clientConnected,
      Collection<String> hosts,
      int port,
      ServerOptions options) {
    return loop.createServerOn(protocols(loop, clientConnected, options), hosts, port, options);
  }

  /// See [Asyncio#startUnixServer(ClientConnected, Path, ServerOptions)].
  static Coroutine<Server> serveUnix(
      EventLoop loop, ClientConnected clientConnected, Path path, ServerOptions options) {
    return loop.createUnixServer(protocols(loop, clientConnected, options), path, options);
  }

  private static Supplier<StreamProtocol> protocols(
      EventLoop loop, ClientConnected clientConnected, ServerOptions options) {
    Function<StreamProtocol, Coroutine<Void>> service =
        protocol -> {
          StreamConnection stream = over(protocol);
          return Coroutine.of(() -> clientConnected.serve(stream.reader(), stream.writer()));
        };
    return () -> new StreamProtocol(loop, options.limit(), service);
  }

  /// The stream over a connected `protocol`. To be made once, since it is closed when it is
  /// dropped.
  private static StreamConnection over(StreamProtocol protocol) {
    StreamReader reader = new StreamReader(protocol.inbox());
    protocol.guard(reader);
    return new StreamConnection(
        reader, new StreamWriter(protocol.transport(), protocol.gate(), reader));
  }
}
