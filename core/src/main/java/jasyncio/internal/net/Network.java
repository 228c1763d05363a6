package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.BaseProtocol;
import jasyncio.BaseTransport;
import jasyncio.ConnectOptions;
import jasyncio.Connected;
import jasyncio.Coroutine;
import jasyncio.DatagramOptions;
import jasyncio.DatagramProtocol;
import jasyncio.DatagramTransport;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.Resolver;
import jasyncio.Server;
import jasyncio.ServerOptions;
import jasyncio.TlsOptions;
import jasyncio.Transport;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.loop.ConnectionEvents;
import jasyncio.internal.loop.LoopChannels;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.tls.Tls;
import jasyncio.internal.tls.TlsProtocol;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.OpenTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sockets of one loop: makes connections, servers and datagram endpoints, over TCP, UDP and
/// Unix sockets, and knows which of them are open.
///
/// Loop thread only, or the one thread that prepares or closes the loop.
public final class Network {
  public static final System.Logger LOG = System.getLogger("jasyncio");

  private final EventLoop loop;
  private final LoopChannels channels;
  private final HostAddresses hosts;
  private final Set<OpenTransport> transports = new LinkedHashSet<>();
  private final Tls tls;
  private final Set<TcpServer> servers = new LinkedHashSet<>();

  /// TCP for `loop`, whose selector is behind `channels`.
  public Network(EventLoop loop, LoopChannels channels) {
    this.loop = loop;
    this.channels = channels;
    this.hosts = new HostAddresses(loop);
    this.tls = new Tls(loop, channels);
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
      var connection = new Connector(this, host, port, options).connect();
      return attach(connection, factory, security, port);
    };
  }

  /// See [EventLoop#createUnixConnection(Supplier, Path, ConnectOptions)].
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connect(
      Supplier<P> factory, Path path, ConnectOptions options) {
    Objects.requireNonNull(path, "path");
    TlsOptions security = Tls.of(options, null);
    return () -> attach(UnixSockets.connect(this, path, options), factory, security, -1);
  }

  /// See [EventLoop#connectAcceptedSocket(Supplier, SocketChannel, ConnectOptions)].
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> adopt(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options) {
    Objects.requireNonNull(socket, "socket");
    TlsOptions security = Tls.of(options, null);
    return () ->
        attach(use(socket, () -> OutgoingConnection.of(this, socket)), factory, security, -1);
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

  /// What `preparation` makes of a socket from elsewhere; one that fails is closed, and named.
  private static <T extends @Nullable Object> T use(Channel socket, Preparation<T> preparation) {
    try {
      return preparation.run();
    } catch (IOException e) {
      var failure = new UncheckedIOException("cannot use " + socket + ": " + reason(e), e);
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
      Collection<String> hosts,
      int port,
      ServerOptions options) {
    Addresses.checkPort(port);
    List<String> copy = List.copyOf(hosts);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("no host to listen on");
    }
    Supplier<? extends BaseProtocol> secured = secured(factory, options);
    return () -> serve(new Binding(this, port, options).to(copy), secured, options);
  }

  /// See [EventLoop#createServer(Supplier, ServerSocketChannel, ServerOptions)].
  public Coroutine<Server> listen(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    Objects.requireNonNull(socket, "socket");
    Supplier<? extends BaseProtocol> secured = secured(factory, options);
    return () -> {
      Listener listener = use(socket, () -> Listener.of(this, socket, options));
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
        return serve(List.of(UnixSockets.bind(this, path, options)), secured, options);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot listen on " + path + ": " + reason(e), e);
      }
    };
  }

  /// See [EventLoop#createUnixServer(Supplier, ServerSocketChannel, ServerOptions)].
  public Coroutine<Server> listenUnix(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    Objects.requireNonNull(socket, "socket");
    Supplier<? extends BaseProtocol> secured = secured(factory, options);
    return () -> {
      Listener listener = use(socket, () -> UnixSockets.listener(this, socket, options));
      return serve(List.of(listener), secured, options);
    };
  }

  /// Makes the protocols, with TLS below them if `options` say so.
  private Supplier<? extends BaseProtocol> secured(
      Supplier<? extends BaseProtocol> factory, ServerOptions options) {
    TlsOptions security = Tls.of(options);
    return security == null ? factory : () -> tls.layer(factory.get(), security, -1);
  }

  private TcpServer serve(
      List<Listener> listeners, Supplier<? extends BaseProtocol> factory, ServerOptions options) {
    var server = new TcpServer(this, listeners, factory, options);
    servers.add(server);
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
    var endpoint = new UdpEndpoint(this, local, remote, options);
    return () -> endpoint.open(factory);
  }

  /// See [EventLoop#createDatagramEndpoint(Supplier, DatagramChannel)].
  public <P extends DatagramProtocol> Coroutine<Connected<DatagramTransport, P>> datagrams(
      Supplier<P> factory, DatagramChannel socket) {
    Objects.requireNonNull(socket, "socket");
    return () ->
        UdpEndpoint.attach(this, factory, socket, use(socket, () -> UdpEndpoint.adopt(socket)));
  }

  /// See [EventLoop#startTls(Transport, BaseProtocol, TlsOptions)].
  ///
  /// @param received takes the bytes that the peer has sent already, which passed for plaintext
  public Transport startTls(
      Transport transport, BaseProtocol protocol, TlsOptions options, Supplier<byte[]> received) {
    return tls.upgrade(transport, protocol, options, received);
  }

  /// Closes the sockets that the program left open, without a word to their protocols, since no
  /// loop is left to run them; warns of each. For a loop that closes.
  public void close() {
    for (TcpServer server : List.copyOf(servers)) {
      LOG.log(Level.WARNING, () -> "loop closed with unclosed " + server);
      server.close();
    }
    for (OpenTransport transport : List.copyOf(transports)) {
      LOG.log(Level.WARNING, () -> "loop closed with unclosed " + transport);
      transport.release();
    }
  }

  // For the parts of this package

  EventLoop loop() {
    return loop;
  }

  HostAddresses hosts() {
    return hosts;
  }

  /// The loop's shared buffer, cleared. Lent until anything else runs.
  ByteBuffer buffer() {
    return channels.readBuffer();
  }

  /// Who is to be told of connections and bytes.
  ConnectionEvents connectionEvents() {
    return channels.connectionEvents();
  }

  /// What makes the sockets.
  SelectorProvider provider() {
    return channels.provider();
  }

  Watch watch(SelectableChannel channel, Runnable readable, Runnable writable) throws IOException {
    return channels.watch(channel, readable, writable);
  }

  /// Closes listening sockets, so that their ports are free on return.
  void close(List<Listener> listeners) {
    listeners.forEach(Listener::close);
    flushClosed();
  }

  /// Frees the ports of sockets that were closed, which else keep them until the loop next polls.
  void flushClosed() {
    channels.flushCancelled();
  }

  void remember(OpenTransport transport) {
    transports.add(transport);
    channels.connectionEvents().opened(transport);
  }

  void forget(OpenTransport transport) {
    if (transports.remove(transport)) {
      channels.connectionEvents().closed(transport);
    }
  }

  void forget(TcpServer server) {
    servers.remove(server);
  }

  /// Tells the loop's exception handler, unless `cause` is of the kind that ends a loop's run.
  void report(
      String message,
      Throwable cause,
      @Nullable BaseTransport transport,
      @Nullable BaseProtocol protocol) {
    Fatal.rethrowIfFatal(cause);
    loop.callExceptionHandler(
        ExceptionContext.of(message, cause).withConnection(transport, protocol));
  }

  /// What went wrong, in words; not every exception has some.
  public static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  public static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "closing " + channel + " failed", e);
    }
  }
}
