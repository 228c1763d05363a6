package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import jasyncio.internal.tls.Contexts;
import jasyncio.internal.tls.HandshakeThreads;
import jasyncio.internal.tls.Pem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Options of a connection that is secured with TLS. Immutable: start from [#client()],
/// [#serverFromPem] and their siblings.
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
public final class TlsOptions {
  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  // asyncio's
  private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(60);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(30);

  private static final Setting<@Nullable String> SERVER_HOSTNAME =
      Setting.optional("serverHostname");
  private static final Setting<Boolean> CHECK_HOSTNAME = Setting.of("checkHostname", true);
  private static final Setting<List<String>> APPLICATION_PROTOCOLS =
      Setting.of("applicationProtocols", List.of());
  private static final Setting<ClientAuth> CLIENT_AUTH =
      Setting.of("clientAuth", ClientAuth.NONE);
  private static final Setting<List<String>> ALLOWED_VERSIONS =
      Setting.of("versions", VERSIONS, TlsOptions::checkVersions);
  private static final Setting<Boolean> CLOSE_NOTIFY_REQUIRED =
      Setting.of("closeNotifyRequired", true);
  private static final Setting<Duration> HANDSHAKE_TIMEOUT =
      Setting.of("handshakeTimeout", HANDSHAKE_LIMIT, Checks::positive);
  private static final Setting<Duration> SHUTDOWN_TIMEOUT =
      Setting.of("shutdownTimeout", SHUTDOWN_LIMIT, Checks::positive);
  private static final Setting<Executor> TASK_EXECUTOR =
      Setting.of("taskExecutor", HandshakeThreads.SHARED);

  private final SSLContext context;
  private final boolean server;
  private final Settings settings;

  private TlsOptions(SSLContext context, boolean server, Settings settings) {
    this.context = Objects.requireNonNull(context, "context");
    this.server = server;
    this.settings = settings;
  }

  private static void checkVersions(String name, List<String> versions) {
    if (versions.isEmpty() || !VERSIONS.containsAll(versions)) {
      throw new IllegalArgumentException(name + " not of " + VERSIONS + ": " + versions);
    }
  }

  /// The ways in which a server treats the certificates of its clients.
  public enum ClientAuth {
    /// The server does not ask for a certificate.
    NONE,
    /// The server asks; a client may have no certificate, but one that it has must be trusted.
    WANTED,
    /// The server asks, and refuses a client without a certificate.
    REQUIRED
  }

  /// A client that trusts what the JDK trusts. Stands for `ssl=True`.
  public static TlsOptions client() {
    return client(Contexts.standard());
  }

  /// A client with the trust, and perhaps the key, of `context`.
  public static TlsOptions client(SSLContext context) {
    return new TlsOptions(context, false, Settings.DEFAULTS);
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
    return new TlsOptions(context, true, Settings.DEFAULTS);
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
    return server(context).withClientAuth(ClientAuth.REQUIRED);
  }

  private static List<TlsCertificate> required(TlsCertificate... certificates) {
    if (certificates.length == 0) {
      throw new IllegalArgumentException("a TLS server needs a certificate");
    }
    return List.of(certificates);
  }

  /// The keys and the trust.
  public SSLContext context() {
    return context;
  }

  /// Returns whether this is the server's side.
  public boolean server() {
    return server;
  }

  /// Of a client: the name that the server's certificate must bear, and that the server is told
  /// (SNI); `null` for the host that is connected to; empty for none, which needs
  /// [#checkHostname()] off.
  public @Nullable String serverHostname() {
    return settings.get(SERVER_HOSTNAME);
  }

  /// These options with another name of the server, `null` for the host that is connected to, or
  /// empty for none.
  public TlsOptions withServerHostname(@Nullable String serverHostname) {
    return with(SERVER_HOSTNAME, serverHostname);
  }

  /// Returns, of a client, whether the certificate must bear the server's name.
  public boolean checkHostname() {
    return settings.get(CHECK_HOSTNAME);
  }

  /// These options with the check of the server's name on or off. Without it, every peer with a trusted
  /// certificate can pose as the server.
  public TlsOptions withCheckHostname(boolean checkHostname) {
    return with(CHECK_HOSTNAME, checkHostname);
  }

  /// The protocols to speak over TLS, such as `h2` and `http/1.1`, best first (ALPN); empty to
  /// leave that out. The one agreed on is [ExtraInfo#ALPN_PROTOCOL]. Unmodifiable.
  public List<String> applicationProtocols() {
    return settings.get(APPLICATION_PROTOCOLS);
  }

  /// These options with other application protocols, best first.
  public TlsOptions withApplicationProtocols(String... applicationProtocols) {
    return with(APPLICATION_PROTOCOLS, List.of(applicationProtocols));
  }

  /// Returns, of a server, whether clients are asked for a certificate.
  public ClientAuth clientAuth() {
    return settings.get(CLIENT_AUTH);
  }

  /// These options with clients asked for a certificate or not.
  public TlsOptions withClientAuth(ClientAuth clientAuth) {
    return with(CLIENT_AUTH, clientAuth);
  }

  /// The versions allowed, of `TLSv1.2` and `TLSv1.3`. Unmodifiable.
  public List<String> versions() {
    return settings.get(ALLOWED_VERSIONS);
  }

  /// These options with other versions of TLS.
  ///
  /// @throws IllegalArgumentException if there is none, or one is unknown or older than TLS 1.2
  public TlsOptions withVersions(String... versions) {
    return with(ALLOWED_VERSIONS, List.of(versions));
  }

  /// Returns whether the connection counts as broken when the peer ends it without the closing
  /// message of TLS: then an attacker may have cut off the end of what was sent. Switch it off for
  /// peers that never send it, with a protocol that tells where its messages end.
  public boolean closeNotifyRequired() {
    return settings.get(CLOSE_NOTIFY_REQUIRED);
  }

  /// These options with an end without TLS's closing message counting as a failure or not.
  public TlsOptions withCloseNotifyRequired(boolean closeNotifyRequired) {
    return with(CLOSE_NOTIFY_REQUIRED, closeNotifyRequired);
  }

  /// The time that the handshake may take. Mirrors `ssl_handshake_timeout`.
  public Duration handshakeTimeout() {
    return settings.get(HANDSHAKE_TIMEOUT);
  }

  /// These options with another limit for the handshake.
  ///
  /// @throws IllegalArgumentException if `handshakeTimeout` is not positive
  public TlsOptions withHandshakeTimeout(Duration handshakeTimeout) {
    return with(HANDSHAKE_TIMEOUT, handshakeTimeout);
  }

  /// The time that closing may take, from [Transport#close()] until all is sent and the peer has
  /// answered. Data that the peer sends meanwhile are dropped; after 1 MiB of them the connection
  /// ends as soon as all is sent. Mirrors `ssl_shutdown_timeout`.
  public Duration shutdownTimeout() {
    return settings.get(SHUTDOWN_TIMEOUT);
  }

  /// These options with another limit for closing.
  ///
  /// @throws IllegalArgumentException if `shutdownTimeout` is not positive
  public TlsOptions withShutdownTimeout(Duration shutdownTimeout) {
    return with(SHUTDOWN_TIMEOUT, shutdownTimeout);
  }

  /// The executor of the costly parts of the handshake, some milliseconds each, which would hold up
  /// the loop. Unless set, that is a pool of platform threads for all loops, as many as there are
  /// cores, which does the newest part first. Parts for a peer that has gone are dropped, if need
  /// be by `remove` of a [java.util.concurrent.ThreadPoolExecutor].
  ///
  /// `Runnable::run` keeps them on the loop. Virtual threads are not for it: those that compute
  /// hold up all others.
  public Executor taskExecutor() {
    return settings.get(TASK_EXECUTOR);
  }

  /// These options with another executor of the costly parts of a handshake.
  public TlsOptions withTaskExecutor(Executor taskExecutor) {
    return with(TASK_EXECUTOR, taskExecutor);
  }

  private <T extends @Nullable Object> TlsOptions with(Setting<T> setting, T value) {
    return new TlsOptions(context, server, settings.with(setting, value));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsOptions that
        && context.equals(that.context)
        && server == that.server
        && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return Objects.hash(context, server, settings);
  }

  /// The side, and the settings that are not the defaults.
  @Override
  public String toString() {
    return "TlsOptions." + (server ? "server" : "client") + settings;
  }
}
