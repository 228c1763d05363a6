package jasyncio.internal.tls;

import jasyncio.BaseProtocol;
import jasyncio.ConnectOptions;
import jasyncio.EventLoop;
import jasyncio.ExtraInfo;
import jasyncio.ServerOptions;
import jasyncio.TlsOptions;
import jasyncio.Transport;
import jasyncio.internal.transport.TransportContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// TLS for one loop: puts its layer between transports and protocols.
///
/// Loop thread only.
public final class Tls {
  // numeric addresses, which cannot be asked for by SNI
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final TransportContext context;
  private final TlsBuffers buffers = new TlsBuffers();

  /// TLS over the transports of `context`.
  public Tls(TransportContext context) {
    this.context = context;
  }

  // Options

  /// The TLS options among `options` for a connection to `host`, or, if that is null, with a socket
  /// that the program made; null for none.
  ///
  /// @throws IllegalArgumentException if they do not fit together
  public static @Nullable TlsOptions of(ConnectOptions options, @Nullable String host) {
    TlsOptions tls = options.tls();
    if (tls == null || tls.server()) {
      refuse("serverHostname", options.serverHostname());
    }
    if (tls == null) {
      refuse("handshakeTimeout", options.handshakeTimeout());
      refuse("shutdownTimeout", options.shutdownTimeout());
      return null;
    }
    TlsOptions limited = limited(tls, options.handshakeTimeout(), options.shutdownTimeout());
    if (!tls.server()) {
      return named(limited, options.serverHostname(), host);
    }
    if (host != null) {
      throw new IllegalArgumentException("TLS options of a server for a connection to " + host);
    }
    return limited;
  }

  /// The TLS options among `options`; null for none.
  ///
  /// @throws IllegalArgumentException if they do not fit together
  public static @Nullable TlsOptions of(ServerOptions options) {
    TlsOptions tls = options.tls();
    if (tls == null) {
      refuse("handshakeTimeout", options.handshakeTimeout());
      refuse("shutdownTimeout", options.shutdownTimeout());
      return null;
    }
    if (!tls.server()) {
      throw new IllegalArgumentException("TLS options of a client for a server");
    }
    return limited(tls, options.handshakeTimeout(), options.shutdownTimeout());
  }

  private static void refuse(String name, @Nullable Object value) {
    if (value != null) {
      throw new IllegalArgumentException(name + " without tls: " + value);
    }
  }

  private static TlsOptions limited(
      TlsOptions tls, @Nullable Duration handshake, @Nullable Duration shutdown) {
    TlsOptions limited = handshake == null ? tls : tls.withHandshakeTimeout(handshake);
    return shutdown == null ? limited : limited.withShutdownTimeout(shutdown);
  }

  private static TlsOptions named(
      TlsOptions tls, @Nullable String serverHostname, @Nullable String host) {
    String name = serverHostname != null ? serverHostname : tls.serverHostname();
    if (name == null && (host == null || host.isEmpty())) {
      throw new IllegalArgumentException("TLS without a host to connect to needs serverHostname");
    }
    return checked(tls.withServerHostname(name == null ? host : name));
  }

  private static TlsOptions checked(TlsOptions tls) {
    String name = tls.serverHostname();
    if (!tls.server() && tls.checkHostname() && (name == null || name.isEmpty())) {
      throw new IllegalArgumentException(
          "TLS needs the server's name to check its certificate: withServerHostname(), or"
              + " withCheckHostname(false) if anybody may answer who has a trusted one");
    }
    return tls;
  }

  // Connections

  /// A layer to put between a new transport and `application`.
  ///
  /// @param port of the server, which a client may know again; -1 if that does not matter
  /// @throws IllegalArgumentException if `application` is not for streams of bytes
  public TlsProtocol layer(BaseProtocol application, TlsOptions options, int port) {
    return new TlsProtocol(this, options, engine(options, port), application, false);
  }

  /// As [#layer(BaseProtocol, TlsOptions, int)], for a client of a server.
  public TlsProtocol layer(BaseProtocol application, TlsOptions options, OpenHandshakes open) {
    TlsProtocol layer = layer(application, options, -1);
    layer.countAmong(open);
    return layer;
  }

  /// See [EventLoop#startTls(Transport, BaseProtocol, TlsOptions)].
  ///
  /// @param received takes the bytes that the peer has sent already, which passed for plaintext;
  ///   not called if the arguments are refused
  public Transport upgrade(
      Transport lower, BaseProtocol application, TlsOptions options, Supplier<byte[]> received) {
    if (lower.isClosing()) {
      throw new IllegalStateException("startTls() on closing " + lower);
    }
    SSLEngine engine = engine(checked(options), port(lower));
    var layer = new TlsProtocol(this, options, engine, application, true);
    layer.addEarly(received.get());
    lower.pauseReading();
    lower.setProtocol(layer);
    context.loop().callSoon(() -> layer.start(lower));
    return layer.awaitReady(lower);
  }

  private static int port(Transport transport) {
    return transport.getExtraInfo(ExtraInfo.PEERNAME) instanceof InetSocketAddress address
        ? address.getPort()
        : -1;
  }

  /// The transport that the application has: the one above all TLS over `transport`, or else that
  /// itself.
  public static Transport top(Transport transport) {
    return transport.getProtocol() instanceof TlsProtocol layer
        ? top(layer.transport())
        : transport;
  }

  // Engines

  private static SSLEngine engine(TlsOptions options, int port) {
    String name = options.serverHostname();
    boolean known = !options.server() && name != null && !name.isEmpty();
    // with name and port, the JDK finds a session to resume
    SSLEngine engine =
        known ? options.context().createSSLEngine(name, port) : options.context().createSSLEngine();
    engine.setUseClientMode(!options.server());
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(options.versions().toArray(String[]::new));
    parameters.setApplicationProtocols(options.applicationProtocols().toArray(String[]::new));
    if (options.server()) {
      switch (options.clientAuth()) {
        case NONE -> {}
        case WANTED -> parameters.setWantClientAuth(true);
        case REQUIRED -> parameters.setNeedClientAuth(true);
      }
    } else {
      nameServer(parameters, options);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static void nameServer(SSLParameters parameters, TlsOptions options) {
    String name = options.serverHostname();
    parameters.setEndpointIdentificationAlgorithm(options.checkHostname() ? "HTTPS" : "");
    parameters.setServerNames(name == null || name.isEmpty() ? List.of() : serverNames(name));
  }

  /// The names that the server is told. The JDK would leave out those without a dot.
  private static List<SNIServerName> serverNames(String name) {
    if (ADDRESS.matcher(name).matches()) {
      return List.of();
    }
    try {
      return List.of(
          new SNIHostName(name.endsWith(".") ? name.substring(0, name.length() - 1) : name));
    } catch (IllegalArgumentException e) {
      return List.of(); // as a name with an underscore: known to this network, but none of the DNS
    }
  }

  // For the parts of this package

  EventLoop loop() {
    return context.loop();
  }

  TransportContext context() {
    return context;
  }

  TlsBuffers buffers() {
    return buffers;
  }
}
