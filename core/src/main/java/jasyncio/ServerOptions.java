package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.HandshakeMemory;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import jasyncio.internal.net.Descriptors;
import jasyncio.internal.stream.StreamBuffer;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Options of a server. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_server`, `loop.create_unix_server` and
/// `asyncio.start_server`, and four limits that asyncio does not have: `maxConnections`,
/// `maxHandshakes`, `maxBufferedBytes` and `idleTimeout`.
public final class ServerOptions {
  private static final Setting<@Nullable StandardProtocolFamily> FAMILY =
      Setting.optional("family", Checks::ofInternet);
  private static final Setting<Integer> BACKLOG = Setting.of("backlog", 100, Checks::notNegative);
  private static final Setting<Boolean> REUSE_ADDRESS = Setting.of("reuseAddress", true);
  private static final Setting<Boolean> REUSE_PORT = Setting.of("reusePort", false);
  private static final Setting<Boolean> KEEP_ALIVE = Setting.of("keepAlive", false);
  private static final Setting<Boolean> START_SERVING = Setting.of("startServing", true);
  private static final Setting<Integer> LIMIT =
      Setting.of("limit", StreamBuffer.DEFAULT_LIMIT, Checks::positive);
  private static final Setting<@Nullable TlsOptions> TLS = Setting.optional("tls");
  private static final Setting<@Nullable Duration> HANDSHAKE_TIMEOUT =
      Setting.optional("handshakeTimeout", Checks::positive);
  private static final Setting<@Nullable Duration> SHUTDOWN_TIMEOUT =
      Setting.optional("shutdownTimeout", Checks::positive);
  private static final Setting<Boolean> CLEANUP_SOCKET = Setting.of("cleanupSocket", true);
  private static final Setting<Integer> MAX_CONNECTIONS =
      Setting.of("maxConnections", Descriptors.mostConnections(), Checks::positive);
  private static final Setting<Integer> MAX_HANDSHAKES =
      Setting.of("maxHandshakes", HandshakeMemory.mostHandshakes(), Checks::positive);
  private static final Setting<Long> MAX_BUFFERED_BYTES =
      Setting.of("maxBufferedBytes", Runtime.getRuntime().maxMemory() / 2, Checks::positive);
  private static final Setting<@Nullable Duration> IDLE_TIMEOUT =
      Setting.optional("idleTimeout", Checks::positive);

  /// Both families, a backlog of 100, addresses reused, ports not shared, no probes, accepting at
  /// once, a limit of 64 KiB, no TLS, socket files removed, as many connections as there are
  /// descriptors for and TLS handshakes as there is memory for, half of the heap for the bytes that
  /// connections hold, no timeout.
  public static final ServerOptions DEFAULTS = new ServerOptions(Settings.DEFAULTS);

  private final Settings settings;

  private ServerOptions(Settings settings) {
    this.settings = settings;
  }

  /// The only kind of address to listen on, IPv4 or IPv6; `null` for both.
  public @Nullable StandardProtocolFamily family() {
    return settings.get(FAMILY);
  }

  /// These options with another family, or `null` for both.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet
  public ServerOptions withFamily(@Nullable StandardProtocolFamily family) {
    return new ServerOptions(settings.with(FAMILY, family));
  }

  /// The number of connections that may wait to be accepted.
  public int backlog() {
    return settings.get(BACKLOG);
  }

  /// These options with another backlog.
  ///
  /// @throws IllegalArgumentException if `backlog` is negative
  public ServerOptions withBacklog(int backlog) {
    return new ServerOptions(settings.with(BACKLOG, backlog));
  }

  /// Returns whether a port can be used again right after a server left it (`SO_REUSEADDR`); for a
  /// Unix server, whether a socket file that is left at its path is removed first, as asyncio
  /// always does.
  public boolean reuseAddress() {
    return settings.get(REUSE_ADDRESS);
  }

  /// These options with `SO_REUSEADDR` on or off.
  public ServerOptions withReuseAddress(boolean reuseAddress) {
    return new ServerOptions(settings.with(REUSE_ADDRESS, reuseAddress));
  }

  /// Returns whether several servers may listen on one address (`SO_REUSEPORT`).
  public boolean reusePort() {
    return settings.get(REUSE_PORT);
  }

  /// These options with `SO_REUSEPORT` on or off.
  public ServerOptions withReusePort(boolean reusePort) {
    return new ServerOptions(settings.with(REUSE_PORT, reusePort));
  }

  /// Returns whether the system probes idle connections (`SO_KEEPALIVE`).
  public boolean keepAlive() {
    return settings.get(KEEP_ALIVE);
  }

  /// These options with `SO_KEEPALIVE` on or off.
  public ServerOptions withKeepAlive(boolean keepAlive) {
    return new ServerOptions(settings.with(KEEP_ALIVE, keepAlive));
  }

  /// Returns whether to accept at once; otherwise [Server#startServing()] or
  /// [Server#serveForever()] begins. Unlike asyncio's, the system already queues up to `backlog`
  /// connections before that.
  public boolean startServing() {
    return settings.get(START_SERVING);
  }

  /// These options, accepting at once or not.
  public ServerOptions withStartServing(boolean startServing) {
    return new ServerOptions(settings.with(START_SERVING, startServing));
  }

  /// The longest line of a stream in bytes, see [StreamReader].
  public int limit() {
    return settings.get(LIMIT);
  }

  /// These options with another stream limit, in bytes.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public ServerOptions withLimit(int limit) {
    return new ServerOptions(settings.with(LIMIT, limit));
  }

  /// The options of TLS; `null` for plain TCP. Mirrors `ssl`.
  public @Nullable TlsOptions tls() {
    return settings.get(TLS);
  }

  /// These options, secured with TLS, or with `null` not.
  public ServerOptions withTls(@Nullable TlsOptions tls) {
    return new ServerOptions(settings.with(TLS, tls));
  }

  /// With TLS, the limit for the handshake; `null` for that of [#tls()]. Mirrors
  /// `ssl_handshake_timeout`.
  public @Nullable Duration handshakeTimeout() {
    return settings.get(HANDSHAKE_TIMEOUT);
  }

  /// These options with another limit for the TLS handshake, or `null` for that of [#tls()].
  ///
  /// @throws IllegalArgumentException if `handshakeTimeout` is not positive
  public ServerOptions withHandshakeTimeout(@Nullable Duration handshakeTimeout) {
    return new ServerOptions(settings.with(HANDSHAKE_TIMEOUT, handshakeTimeout));
  }

  /// With TLS, the limit for closing; `null` for that of [#tls()]. Mirrors `ssl_shutdown_timeout`.
  public @Nullable Duration shutdownTimeout() {
    return settings.get(SHUTDOWN_TIMEOUT);
  }

  /// These options with another limit for closing TLS, or `null` for that of [#tls()].
  ///
  /// @throws IllegalArgumentException if `shutdownTimeout` is not positive
  public ServerOptions withShutdownTimeout(@Nullable Duration shutdownTimeout) {
    return new ServerOptions(settings.with(SHUTDOWN_TIMEOUT, shutdownTimeout));
  }

  /// Returns whether a Unix server removes its socket file when it closes, unless another file has
  /// taken its place.
  public boolean cleanupSocket() {
    return settings.get(CLEANUP_SOCKET);
  }

  /// These options, removing the socket file of a Unix server at its end or leaving it.
  public ServerOptions withCleanupSocket(boolean cleanupSocket) {
    return new ServerOptions(settings.with(CLEANUP_SOCKET, cleanupSocket));
  }

  /// The number of connections that may be open at a time; further ones wait in the backlog until
  /// one ends, and the log tells of that. Unless set, seven eighths of the file descriptors that
  /// this process may have: the rest is for files and for connections that it makes itself.
  public int maxConnections() {
    return settings.get(MAX_CONNECTIONS);
  }

  /// These options with another limit on connections that are open at a time.
  ///
  /// @throws IllegalArgumentException if `maxConnections` is not positive
  public ServerOptions withMaxConnections(int maxConnections) {
    return new ServerOptions(settings.with(MAX_CONNECTIONS, maxConnections));
  }

  /// With TLS, the number of handshakes that may be in progress at a time. A new one beyond that
  /// has the oldest given up, and the log tells of that: so clients that begin handshakes and do
  /// not end them cannot keep others out. Unless set, as many as an eighth of the heap has room
  /// for, 128 KiB each, but at least 64 and at most 4096.
  public int maxHandshakes() {
    return settings.get(MAX_HANDSHAKES);
  }

  /// These options with another limit on TLS handshakes in progress.
  ///
  /// @throws IllegalArgumentException if `maxHandshakes` is not positive
  public ServerOptions withMaxHandshakes(int maxHandshakes) {
    return new ServerOptions(settings.with(MAX_HANDSHAKES, maxHandshakes));
  }

  /// The number of bytes that all connections of the server together may hold in memory: what has
  /// arrived and was not read, and what was written and not taken by the peer, as far as streams,
  /// TLS and write buffers go. Above it, connections are cut off until an eighth of it is free
  /// again, first those that have held something for the longest time; the exception handler is
  /// told, at most once a second. Their `connectionLost`, or read, gets an
  /// [java.io.UncheckedIOException].
  ///
  /// So no client can take all memory by sending parts of messages, or by not taking the answers.
  /// The memory of handlers is their own: one that collects what it reads needs a limit of its own.
  public long maxBufferedBytes() {
    return settings.get(MAX_BUFFERED_BYTES);
  }

  /// These options with another limit on the bytes that connections hold; [Long#MAX_VALUE] for
  /// none.
  ///
  /// @throws IllegalArgumentException if `maxBufferedBytes` is not positive
  public ServerOptions withMaxBufferedBytes(long maxBufferedBytes) {
    return new ServerOptions(settings.with(MAX_BUFFERED_BYTES, maxBufferedBytes));
  }

  /// The time that a connection may stand still, with nothing received and nothing taken by the
  /// peer, before it is aborted; `null` for ever. The protocol's `connectionLost`, or the handler's
  /// read, gets an [java.io.UncheckedIOException] around a [java.net.SocketTimeoutException].
  ///
  /// It also ends a connection whose peer has gone while no task reads: as in asyncio, a transport
  /// whose reading is paused, or that has received the end and has nothing to write, does not see
  /// that, and keeps its descriptor until the program closes it.
  ///
  /// Every byte is a sign of life: against a client that sends one now and then, a handler limits
  /// the time for a whole request, as by [Asyncio#waitFor] around the read. The TLS handshake has
  /// its own limit, for all of it.
  public @Nullable Duration idleTimeout() {
    return settings.get(IDLE_TIMEOUT);
  }

  /// These options, aborting connections that stand still for `idleTimeout`, or never if that is
  /// `null`.
  ///
  /// @throws IllegalArgumentException if `idleTimeout` is not positive
  public ServerOptions withIdleTimeout(@Nullable Duration idleTimeout) {
    return new ServerOptions(settings.with(IDLE_TIMEOUT, idleTimeout));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServerOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "ServerOptions" + settings;
  }
}
