package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.stream.StreamBuffer;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How to run a server. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_server`, `loop.create_unix_server` and
/// `asyncio.start_server`, and two limits that asyncio has not: `maxConnections` and `idleTimeout`.
///
/// @param family the only kind of address to listen on, IPv4 or IPv6; `null` for both
/// @param backlog how many connections may wait to be accepted
/// @param reuseAddress whether a port can be used again right after a server left it
///   (`SO_REUSEADDR`); for a Unix server, whether a socket file that is left at its path is removed
///   first, as asyncio always does
/// @param reusePort whether several servers may listen on one address (`SO_REUSEPORT`)
/// @param keepAlive whether the system probes idle connections (`SO_KEEPALIVE`)
/// @param startServing whether to accept at once; otherwise [Server#startServing()] or
///   [Server#serveForever()] begins. Unlike asyncio's, the system already queues up to `backlog`
///   connections before that
/// @param limit of a stream: the longest line in bytes, see [StreamReader]
/// @param tls how to secure connections; `null` for plain TCP. Mirrors `ssl`
/// @param handshakeTimeout with TLS, the limit for the handshake; `null` for that of `tls`. Mirrors
///   `ssl_handshake_timeout`
/// @param shutdownTimeout with TLS, the limit for closing; `null` for that of `tls`. Mirrors
///   `ssl_shutdown_timeout`
/// @param cleanupSocket whether a Unix server removes its socket file when it closes, unless
///   another file has taken its place
/// @param maxConnections how many connections may be open at a time; further ones wait in the
///   backlog until one ends
/// @param idleTimeout how long a connection may stand still, with nothing received and nothing
///   taken by the peer, before it is aborted; `null` for ever. The protocol's `connectionLost`, or
///   the handler's read, gets an [java.io.UncheckedIOException] around a
///   [java.net.SocketTimeoutException]. Every byte is a sign of life: against a client that sends
///   one now and then, a handler limits the time for a whole request, as by [Asyncio#waitFor]
///   around the read. The TLS handshake has its own limit, for all of it
public record ServerOptions(
    @Nullable StandardProtocolFamily family,
    int backlog,
    boolean reuseAddress,
    boolean reusePort,
    boolean keepAlive,
    boolean startServing,
    int limit,
    @Nullable TlsOptions tls,
    @Nullable Duration handshakeTimeout,
    @Nullable Duration shutdownTimeout,
    boolean cleanupSocket,
    int maxConnections,
    @Nullable Duration idleTimeout) {

  /// Both families, a backlog of 100, addresses reused, ports not shared, no probes, accepting at
  /// once, a limit of 64 KiB, no TLS, socket files removed, any number of connections, no timeout.
  public static final ServerOptions DEFAULTS =
      new ServerOptions(
          null,
          100,
          true,
          false,
          false,
          true,
          StreamBuffer.DEFAULT_LIMIT,
          null,
          null,
          null,
          true,
          Integer.MAX_VALUE,
          null);

  /// Checks the options.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet, `backlog` is negative, or
  ///   `limit`, `maxConnections` or a timeout is not positive
  public ServerOptions {
    if (family == StandardProtocolFamily.UNIX) {
      throw new IllegalArgumentException("family neither INET nor INET6: " + family);
    }
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog < 0: " + backlog);
    }
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
    if (maxConnections <= 0) {
      throw new IllegalArgumentException("maxConnections <= 0: " + maxConnections);
    }
    if (handshakeTimeout != null) {
      Durations.checkPositive("handshakeTimeout", handshakeTimeout);
    }
    if (shutdownTimeout != null) {
      Durations.checkPositive("shutdownTimeout", shutdownTimeout);
    }
    if (idleTimeout != null) {
      Durations.checkPositive("idleTimeout", idleTimeout);
    }
  }

  /// These options with another family, or `null` for both.
  public ServerOptions withFamily(@Nullable StandardProtocolFamily family) {
    return with(draft -> draft.family = family);
  }

  /// These options with another backlog.
  public ServerOptions withBacklog(int backlog) {
    return with(draft -> draft.backlog = backlog);
  }

  /// These options with `SO_REUSEADDR` on or off.
  public ServerOptions withReuseAddress(boolean reuseAddress) {
    return with(draft -> draft.reuseAddress = reuseAddress);
  }

  /// These options with `SO_REUSEPORT` on or off.
  public ServerOptions withReusePort(boolean reusePort) {
    return with(draft -> draft.reusePort = reusePort);
  }

  /// These options with `SO_KEEPALIVE` on or off.
  public ServerOptions withKeepAlive(boolean keepAlive) {
    return with(draft -> draft.keepAlive = keepAlive);
  }

  /// These options, accepting at once or not.
  public ServerOptions withStartServing(boolean startServing) {
    return with(draft -> draft.startServing = startServing);
  }

  /// These options with another stream limit, in bytes.
  public ServerOptions withLimit(int limit) {
    return with(draft -> draft.limit = limit);
  }

  /// These options, secured with TLS, or with `null` not.
  public ServerOptions withTls(@Nullable TlsOptions tls) {
    return with(draft -> draft.tls = tls);
  }

  /// These options with another limit for the TLS handshake, or `null` for that of `tls`.
  public ServerOptions withHandshakeTimeout(@Nullable Duration handshakeTimeout) {
    return with(draft -> draft.handshakeTimeout = handshakeTimeout);
  }

  /// These options with another limit for closing TLS, or `null` for that of `tls`.
  public ServerOptions withShutdownTimeout(@Nullable Duration shutdownTimeout) {
    return with(draft -> draft.shutdownTimeout = shutdownTimeout);
  }

  /// These options, removing the socket file of a Unix server at its end or leaving it.
  public ServerOptions withCleanupSocket(boolean cleanupSocket) {
    return with(draft -> draft.cleanupSocket = cleanupSocket);
  }

  /// These options, with room for so many connections at a time.
  public ServerOptions withMaxConnections(int maxConnections) {
    return with(draft -> draft.maxConnections = maxConnections);
  }

  /// These options, aborting connections that stand still for so long, or never if that is `null`.
  public ServerOptions withIdleTimeout(@Nullable Duration idleTimeout) {
    return with(draft -> draft.idleTimeout = idleTimeout);
  }

  private ServerOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /// Options while they are changed.
  private static final class Draft {
    @Nullable StandardProtocolFamily family;
    int backlog;
    boolean reuseAddress;
    boolean reusePort;
    boolean keepAlive;
    boolean startServing;
    int limit;
    @Nullable TlsOptions tls;
    @Nullable Duration handshakeTimeout;
    @Nullable Duration shutdownTimeout;
    boolean cleanupSocket;
    int maxConnections;
    @Nullable Duration idleTimeout;

    Draft(ServerOptions options) {
      family = options.family;
      backlog = options.backlog;
      reuseAddress = options.reuseAddress;
      reusePort = options.reusePort;
      keepAlive = options.keepAlive;
      startServing = options.startServing;
      limit = options.limit;
      tls = options.tls;
      handshakeTimeout = options.handshakeTimeout;
      shutdownTimeout = options.shutdownTimeout;
      cleanupSocket = options.cleanupSocket;
      maxConnections = options.maxConnections;
      idleTimeout = options.idleTimeout;
    }

    ServerOptions options() {
      return new ServerOptions(
          family,
          backlog,
          reuseAddress,
          reusePort,
          keepAlive,
          startServing,
          limit,
          tls,
          handshakeTimeout,
          shutdownTimeout,
          cleanupSocket,
          maxConnections,
          idleTimeout);
    }
  }
}
