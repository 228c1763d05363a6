package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.tls.Contexts;
import jasyncio.internal.tls.Pem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How to secure a connection with TLS. Immutable: start from [#client()], [#serverFromPem] and
/// their siblings.
///
/// {@snippet lang="java":
/// var tls = TlsOptions.serverFromPem(Path.of("cert.pem"), Path.of("key.pem"));
/// await(startServer(this::echo, null, 8443, ServerOptions.DEFAULTS.withTls(tls)));
///
/// var trusting = TlsOptions.clientTrusting(Path.of("cert.pem"));
/// await(openConnection("localhost", 8443, ConnectOptions.DEFAULTS.withTls(trusting)));
/// }
///
/// TLS 1.2 is the oldest version spoken. Stands for the `ssl.SSLContext` that asyncio takes, and
/// for the keyword arguments of `loop.start_tls`.
///
/// @param context holds keys and trust
/// @param serverHostname of a client: the name that the server's certificate must bear, and that
///   the server is told (SNI); `null` for the host that is connected to; empty for none, which needs
///   `checkHostname` off
/// @param server whether this is the server's side
/// @param checkHostname of a client: whether the certificate must bear the name
/// @param applicationProtocols what to speak over TLS, such as `h2` and `http/1.1`, best first
///   (ALPN); empty to leave that out. What was agreed on is [ExtraInfo#ALPN_PROTOCOL]
/// @param clientAuth of a server: whether clients are asked for a certificate
/// @param versions the versions allowed, of `TLSv1.2` and `TLSv1.3`
/// @param closeNotifyRequired whether the connection counts as broken when the peer ends it without
///   the closing message of TLS: then an attacker may have cut off the end of what was sent. Switch
///   it off for peers that never send it, with a protocol that tells where its messages end
/// @param handshakeTimeout how long the handshake may take. Mirrors `ssl_handshake_timeout`
/// @param shutdownTimeout how long closing may take, from [Transport#close()] until all is sent and
///   the peer has answered. Mirrors `ssl_shutdown_timeout`
/// @param taskExecutor runs the costly parts of the handshake, some milliseconds each, which would
///   hold up the loop; in virtual threads unless set. `Runnable::run` keeps them on the loop
public record TlsOptions(
    SSLContext context,
    @Nullable String serverHostname,
    boolean server,
    boolean checkHostname,
    List<String> applicationProtocols,
    ClientAuth clientAuth,
    List<String> versions,
    boolean closeNotifyRequired,
    Duration handshakeTimeout,
    Duration shutdownTimeout,
    Executor taskExecutor) {

  /// Whether a server asks its clients for a certificate.
  public enum ClientAuth {
    /// It does not.
    NONE,
    /// It does; a client may have none, but if it has one it must be trusted.
    WANTED,
    /// It does, and refuses a client without.
    REQUIRED
  }

  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  // asyncio's
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

  private static final Executor VIRTUAL_THREADS =
      task -> Thread.ofVirtual().name("jasyncio-tls").start(task);

  /// Checks the options.
  ///
  /// @throws IllegalArgumentException if a timeout is not positive, or `versions` is empty or has
  ///   one that is not allowed
  public TlsOptions {
    Objects.requireNonNull(context, "context");
    applicationProtocols = List.copyOf(applicationProtocols);
    versions = List.copyOf(versions);
    if (versions.isEmpty() || !VERSIONS.containsAll(versions)) {
      throw new IllegalArgumentException("versions not of " + VERSIONS + ": " + versions);
    }
    Durations.checkPositive("handshakeTimeout", handshakeTimeout);
    Durations.checkPositive("shutdownTimeout", shutdownTimeout);
  }

  private TlsOptions(SSLContext context, boolean server, ClientAuth clientAuth) {
    this(
        context,
        null,
        server,
        true,
        List.of(),
        clientAuth,
        VERSIONS,
        true,
        HANDSHAKE_TIMEOUT,
        SHUTDOWN_TIMEOUT,
        VIRTUAL_THREADS);
  }

  /// A client that trusts what the JDK trusts. Stands for `ssl=True`.
  public static TlsOptions client() {
    return client(Contexts.standard());
  }

  /// A client with the trust, and perhaps the key, of `context`.
  public static TlsOptions client(SSLContext context) {
    return new TlsOptions(context, false, ClientAuth.NONE);
  }

  /// A client that trusts the certificates in a PEM file, and those that they have signed, but no
  /// others. Stands for `ssl.create_default_context(cafile=…)`.
  ///
  /// @throws java.io.UncheckedIOException if the file cannot be read
  /// @throws IllegalArgumentException if it holds no certificate
  public static TlsOptions clientTrusting(Path caPem) {
    return client(Contexts.of(List.of(), Pem.certificates(caPem)));
  }

  /// As [#clientTrusting(Path)], with a certificate of its own for servers that ask for one.
  public static TlsOptions clientTrusting(Path caPem, TlsCertificate own) {
    return client(Contexts.of(List.of(own), Pem.certificates(caPem)));
  }

  /// A server with the key of `context`.
  public static TlsOptions server(SSLContext context) {
    return new TlsOptions(context, true, ClientAuth.NONE);
  }

  /// A server with one or several certificates. Of several, each client gets the one for the name
  /// that it asked for, or else the first.
  ///
  /// @throws IllegalArgumentException if there is none
  public static TlsOptions server(TlsCertificate... certificates) {
    return server(Contexts.of(required(certificates), List.of()));
  }

  /// A server with the certificate and key of PEM files.
  ///
  /// @throws java.io.UncheckedIOException if a file cannot be read
  /// @throws IllegalArgumentException if a file does not hold what it should
  /// @see TlsCertificate#fromPem(Path, Path)
  public static TlsOptions serverFromPem(Path certificates, Path key) {
    return server(TlsCertificate.fromPem(certificates, key));
  }

  /// As [#server(TlsCertificate...)], for clients with a certificate that is in a PEM file, or
  /// signed by one that is.
  ///
  /// @throws java.io.UncheckedIOException if the file cannot be read
  /// @throws IllegalArgumentException if it holds no certificate, or the server has none
  public static TlsOptions serverTrusting(Path clientCaPem, TlsCertificate... certificates) {
    SSLContext context = Contexts.of(required(certificates), Pem.certificates(clientCaPem));
    return new TlsOptions(context, true, ClientAuth.REQUIRED);
  }

  private static List<TlsCertificate> required(TlsCertificate... certificates) {
    if (certificates.length == 0) {
      throw new IllegalArgumentException("a TLS server needs a certificate");
    }
    return List.of(certificates);
  }

  /// These options with another name of the server, `null` for the host that is connected to, or empty for none.
  public TlsOptions withServerHostname(@Nullable String serverHostname) {
    return with(draft -> draft.serverHostname = serverHostname);
  }

  /// These options with the check of the server's name on or off. Off, anybody with a trusted
  /// certificate can pose as the server.
  public TlsOptions withCheckHostname(boolean checkHostname) {
    return with(draft -> draft.checkHostname = checkHostname);
  }

  /// These options with other application protocols, best first.
  public TlsOptions withApplicationProtocols(String... applicationProtocols) {
    return with(draft -> draft.applicationProtocols = List.of(applicationProtocols));
  }

  /// These options with clients asked for a certificate or not.
  public TlsOptions withClientAuth(ClientAuth clientAuth) {
    return with(draft -> draft.clientAuth = clientAuth);
  }

  /// These options with other versions of TLS.
  public TlsOptions withVersions(String... versions) {
    return with(draft -> draft.versions = List.of(versions));
  }

  /// These options with an end without TLS's closing message counting as a failure or not.
  public TlsOptions withCloseNotifyRequired(boolean closeNotifyRequired) {
    return with(draft -> draft.closeNotifyRequired = closeNotifyRequired);
  }

  /// These options with another limit for the handshake.
  public TlsOptions withHandshakeTimeout(Duration handshakeTimeout) {
    return with(draft -> draft.handshakeTimeout = handshakeTimeout);
  }

  /// These options with another limit for closing.
  public TlsOptions withShutdownTimeout(Duration shutdownTimeout) {
    return with(draft -> draft.shutdownTimeout = shutdownTimeout);
  }

  /// These options with another executor of what is costly in a handshake.
  public TlsOptions withTaskExecutor(Executor taskExecutor) {
    return with(draft -> draft.taskExecutor = taskExecutor);
  }

  private TlsOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /// Options while they are changed.
  private static final class Draft {
    SSLContext context;
    @Nullable String serverHostname;
    boolean server;
    boolean checkHostname;
    List<String> applicationProtocols;
    ClientAuth clientAuth;
    List<String> versions;
    boolean closeNotifyRequired;
    Duration handshakeTimeout;
    Duration shutdownTimeout;
    Executor taskExecutor;

    Draft(TlsOptions options) {
      context = options.context;
      serverHostname = options.serverHostname;
      server = options.server;
      checkHostname = options.checkHostname;
      applicationProtocols = options.applicationProtocols;
      clientAuth = options.clientAuth;
      versions = options.versions;
      closeNotifyRequired = options.closeNotifyRequired;
      handshakeTimeout = options.handshakeTimeout;
      shutdownTimeout = options.shutdownTimeout;
      taskExecutor = options.taskExecutor;
    }

    TlsOptions options() {
      return new TlsOptions(
          context,
          serverHostname,
          server,
          checkHostname,
          applicationProtocols,
          clientAuth,
          versions,
          closeNotifyRequired,
          handshakeTimeout,
          shutdownTimeout,
          taskExecutor);
    }
  }
}
