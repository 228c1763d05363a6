package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseProtocol;
import jasyncio.ConnectOptions;
import jasyncio.Connected;
import jasyncio.Coroutine;
import jasyncio.DatagramOptions;
import jasyncio.DatagramProtocol;
import jasyncio.DatagramTransport;
import jasyncio.EventLoop;
import jasyncio.Resolver;
import jasyncio.Server;
import jasyncio.ServerOptions;
import jasyncio.TlsOptions;
import jasyncio.Transport;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.loop.LoopLog;
import jasyncio.internal.tls.OpenHandshakes;
import jasyncio.internal.tls.Tls;
import jasyncio.internal.tls.TlsProtocol;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sockets of one loop: makes connections, servers and datagram endpoints, over TCP, UDP and
/// Unix sockets.
///
/// Loop thread only, or the one thread that prepares or closes the loop.
public final class Network {
  private final TransportContext context;
  private final HostAddresses hosts;
  private final Tls tls;

  // those that are not closed
  private final Set<TcpServer> servers = new LinkedHashSet<>();

  /// The sockets of `loop`, whose selector is behind `channels`.
  public Network(EventLoop loop, LoopChannels channels) {
    this.context = new TransportContext(loop, channels);
    this.hosts = new HostAddresses(loop);
    this.tls = new Tls(context);
  }

  /// See [EventLoop#getResolver()].
  public Resolver resolver() {
    return hosts.resolver();
  }

  /// See [EventLoop#setResolver(Resolver)].
  public void resolver(@Nullable Resolver resolver) {
    hosts.resolver(resolver);
  }

  /// See [EventLoop#createConnection(Supplier, String, int, ConnectOptions)].
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connect(
      Supplier<P> factory, String host, int port, ConnectOptions options) {
    Addresses.checkPort(port);
    TlsOptions security = Tls.of(options, host);
    return () -> {
      var connection = new Connector(context, hosts, host, port, options).connect();
      return attach(connection, factory, security, port);
    };
  }

  /// See [EventLoop#createUnixConnection(Supplier, Path, ConnectOptions)].
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connect(
      Supplier<P> factory, Path path, ConnectOptions options) {
    Objects.requireNonNull(path, "path");
    TlsOptions security = Tls.of(options, null);
    return () -> attach(UnixSockets.connect(context, path, options), factory, security, -1);
  }

  /// See [EventLoop#connectAcceptedSocket(Supplier, SocketChannel, ConnectOptions)].
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> adopt(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options) {
    Objects.requireNonNull(socket, "socket");
    TlsOptions security = Tls.of(options, null);
    return () ->
        attach(use(socket, () -> OutgoingConnection.of(context, socket)), factory, security, -1);
  }

  /// See [EventLoop#createUnixConnection(Supplier, SocketChannel, ConnectOptions)].
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> adoptUnix(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options) {
    Coroutine<Connected<Transport, P>> adoption = adopt(factory, socket, options);
    return () -> {
      use(socket, () -> UnixSockets.checked(socket));
      return await(adoption);
    };
  }

  /// The result of `preparation` of a socket that the program made. One that fails is closed, and
  /// named.
  private static <T extends @Nullable Object> T use(Channel socket, Preparation<T> preparation) {
    try {
      return preparation.run();
    } catch (IOException e) {
      var failure =
          new UncheckedIOException("cannot use " + socket + ": " + ChannelErrors.reason(e), e);
      try {
        socket.close();
      } catch (IOException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
      throw failure;
    }
  }

  @FunctionalInterface
  private interface Preparation<T extends @Nullable Object> {
    T run() throws IOException;
  }

  private <P extends BaseProtocol> Connected<Transport, P> attach(
      OutgoingConnection connection, Supplier<P> factory, @Nullable TlsOptions security, int port) {
    P protocol;
    TlsProtocol layer;
    try {
      protocol = factory.get();
      layer = security == null ? null : tls.layer(protocol, security, port);
    } catch (Throwable t) {
      connection.close();
      throw t;
    }
    Transport transport =
        layer == null ? connection.attach(protocol) : layer.awaitReady(connection.attach(layer));
    return new Connected<>(transport, protocol);
  }

  /// See [EventLoop#createServer(Supplier, String, int, ServerOptions)].
  public Coroutine<Server> listen(
      Supplier<? extends BaseProtocol> factory,
      @Nullable String host,
      int port,
      ServerOptions options) {
    return listen(factory, List.of(host == null ? "" : host), port, options);
  }

  /// See [EventLoop#createServerOn(Supplier, Collection, int, ServerOptions)].
  public Coroutine<Server> listen(
      Supplier<? extends BaseProtocol> factory,
      Collection<String> names,
      int port,
      ServerOptions options) {
    Addresses.checkPort(port);
    List<String> copy = List.copyOf(names);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("no host to listen on");
    }
    Supplier<? extends BaseProtocol> secured = secured(factory, options);
    return () -> serve(new Binding(context, hosts, port, options).to(copy), secured, options);
  }

  /// See [EventLoop#createServer(Supplier, ServerSocketChannel, ServerOptions)].
  public Coroutine<Server> listen(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    Objects.requireNonNull(socket, "socket");
    Supplier<? extends BaseProtocol> secured = secured(factory, options);
    return () -> {
      Listener listener = use(socket, () -> Listener.of(context, socket));
      return serve(List.of(listener), secured, options);
    };
  }

  /// See [EventLoop#createUnixServer(Supplier, Path, ServerOptions)].
  public Coroutine<Server> listen(
      Supplier<? extends BaseProtocol> factory, Path path, ServerOptions options) {
    Objects.requireNonNull(path, "path");
    Supplier<? extends BaseProtocol> secured = secured(factory, options);
    return () -> {
      try {
        return serve(List.of(UnixSockets.bind(context, path, options)), secured, options);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot listen on " + path + ": " + ChannelErrors.reason(e), e);
      }
    };
  }

  /// See [EventLoop#createUnixServer(Supplier, ServerSocketChannel, ServerOptions)].
  public Coroutine<Server> listenUnix(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    Objects.requireNonNull(socket, "socket");
    Supplier<? extends BaseProtocol> secured = secured(factory, options);
    return () -> {
      Listener listener = use(socket, () -> UnixSockets.listener(context, socket, options));
      return serve(List.of(listener), secured, options);
    };
  }

  /// Makes the protocols, with TLS below them if `options` say so.
  private Supplier<? extends BaseProtocol> secured(
      Supplier<? extends BaseProtocol> factory, ServerOptions options) {
    TlsOptions security = Tls.of(options);
    if (security == null) {
      return factory;
    }
    var open = new OpenHandshakes(options.maxHandshakes());
    return () -> tls.layer(factory.get(), security, open);
  }

  private TcpServer serve(
      List<Listener> listeners, Supplier<? extends BaseProtocol> factory, ServerOptions options) {
    var server = new TcpServer(context, listeners, factory, options, servers);
    if (options.startServing()) {
      server.serve();
    }
    return server;
  }

  /// See [EventLoop#getaddrinfo(String, int, StandardProtocolFamily)].
  public Coroutine<List<InetSocketAddress>> addressesOf(
      String host, int port, @Nullable StandardProtocolFamily family) {
    Objects.requireNonNull(host, "host");
    Addresses.checkPort(port);
    return () -> hosts.resolve(host, port, family);
  }

  /// See [EventLoop#getnameinfo(InetSocketAddress)].
  public Coroutine<String> nameOf(InetSocketAddress address) {
    Objects.requireNonNull(address, "address");
    return () -> hosts.name(address);
  }

  /// See [EventLoop#createDatagramEndpoint(Supplier, SocketAddress, SocketAddress,
  /// DatagramOptions)].
  public <P extends DatagramProtocol> Coroutine<Connected<DatagramTransport, P>> datagrams(
      Supplier<P> factory,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      DatagramOptions options) {
    var endpoint = new UdpEndpoint(context, hosts, local, remote, options);
    return () -> endpoint.open(factory);
  }

  /// See [EventLoop#createDatagramEndpoint(Supplier, DatagramChannel)].
  public <P extends DatagramProtocol> Coroutine<Connected<DatagramTransport, P>> datagrams(
      Supplier<P> factory, DatagramChannel socket) {
    Objects.requireNonNull(socket, "socket");
    return () ->
        UdpEndpoint.attach(context, factory, socket, use(socket, () -> UdpEndpoint.adopt(socket)));
  }

  /// See [EventLoop#startTls(Transport, BaseProtocol, TlsOptions)].
  ///
  /// @param received takes the bytes that the peer has sent already, which passed for plaintext
  public Transport startTls(
      Transport transport, BaseProtocol protocol, TlsOptions options, Supplier<byte[]> received) {
    return tls.upgrade(transport, protocol, options, received);
  }

  /// Closes the sockets that the program left open; warns of each. See
  /// [TransportContext#releaseAll()].
  public void close() {
    for (TcpServer server : List.copyOf(servers)) {
      LoopLog.log(Level.WARNING, () -> "loop closed with unclosed " + server);
      server.close();
    }
    context.releaseAll();
  }

  /// The addresses of hosts.
  HostAddresses hosts() {
    return hosts;
  }
}
