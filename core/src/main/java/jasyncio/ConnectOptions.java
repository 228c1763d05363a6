package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.stream.StreamBuffer;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How to make a connection. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_connection` and `asyncio.open_connection`.
///
/// @param localAddr the address to connect from; `null` lets the system choose. A host name in it
///   is looked up
/// @param family the only kind of address to use, IPv4 or IPv6; `null` for both
/// @param happyEyeballsDelay how long to wait for one address before another is tried beside it, as
///   RFC 8305 has it; `null` to try one at a time. Mirrors `happy_eyeballs_delay`, which is off
///   unless asked for
/// @param interleave how many addresses of the first family come first before the families take
///   turns; 0 to leave them in the system's order
/// @param connectTimeout how long one address may take to answer; `null` for as long as the system
///   tries. A host may have several addresses: for a limit on everything use [Asyncio#timeout]
/// @param allErrors whether a failure is an [ExceptionGroup] of what each address failed with,
///   instead of one exception that names them all
/// @param keepAlive whether the system probes an idle connection (`SO_KEEPALIVE`)
/// @param limit of a stream: the longest line in bytes, see [StreamReader]
/// @param tls how to secure the connection; `null` for plain TCP. Mirrors `ssl`
/// @param serverHostname with TLS, the name to check the server's certificate for; `null` for that
///   of `tls`, or else the host. Mirrors `server_hostname`
/// @param handshakeTimeout with TLS, the limit for the handshake; `null` for that of `tls`. Mirrors
///   `ssl_handshake_timeout`
/// @param shutdownTimeout with TLS, the limit for closing; `null` for that of `tls`. Mirrors
///   `ssl_shutdown_timeout`
public record ConnectOptions(
    @Nullable InetSocketAddress localAddr,
    @Nullable StandardProtocolFamily family,
    @Nullable Duration happyEyeballsDelay,
    int interleave,
    @Nullable Duration connectTimeout,
    boolean allErrors,
    boolean keepAlive,
    int limit,
    @Nullable TlsOptions tls,
    @Nullable String serverHostname,
    @Nullable Duration handshakeTimeout,
    @Nullable Duration shutdownTimeout) {

  // RFC 8305 recommends it
  private static final Duration CONNECTION_ATTEMPT_DELAY = Duration.ofMillis(250);

  /// Any local address, both families taking turns, another address after 250 ms, no timeout, one
  /// exception, no probes, a limit of 64 KiB, no TLS.
  public static final ConnectOptions DEFAULTS =
      new ConnectOptions(
          null,
          null,
          CONNECTION_ATTEMPT_DELAY,
          1,
          null,
          false,
          false,
          StreamBuffer.DEFAULT_LIMIT,
          null,
          null,
          null,
          null);

  /// Checks the options.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet, or a number or time is
  ///   too small
  public ConnectOptions {
    if (family == StandardProtocolFamily.UNIX) {
      throw new IllegalArgumentException("family neither INET nor INET6: " + family);
    }
    if (happyEyeballsDelay != null && happyEyeballsDelay.isNegative()) {
      throw new IllegalArgumentException("happyEyeballsDelay < 0: " + happyEyeballsDelay);
    }
    if (interleave < 0) {
      throw new IllegalArgumentException("interleave < 0: " + interleave);
    }
    if (connectTimeout != null && !connectTimeout.isPositive()) {
      throw new IllegalArgumentException("connectTimeout <= 0: " + connectTimeout);
    }
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
    if (handshakeTimeout != null) {
      Durations.checkPositive("handshakeTimeout", handshakeTimeout);
    }
    if (shutdownTimeout != null) {
      Durations.checkPositive("shutdownTimeout", shutdownTimeout);
    }
  }

  /// These options with another local address, or `null` for any.
  public ConnectOptions withLocalAddr(@Nullable InetSocketAddress localAddr) {
    return with(draft -> draft.localAddr = localAddr);
  }

  /// These options with another family, or `null` for both.
  public ConnectOptions withFamily(@Nullable StandardProtocolFamily family) {
    return with(draft -> draft.family = family);
  }

  /// These options with addresses tried beside each other after `happyEyeballsDelay`, and, as in
  /// asyncio, the families taking turns then; or one at a time in the system's order if that is
  /// `null`.
  public ConnectOptions withHappyEyeballsDelay(@Nullable Duration happyEyeballsDelay) {
    int firstCount = happyEyeballsDelay == null ? 0 : Math.max(1, interleave);
    return with(draft -> {
      draft.happyEyeballsDelay = happyEyeballsDelay;
      draft.interleave = firstCount;
    });
  }

  /// These options with the families taking turns after so many addresses of the first, or with 0
  /// in the system's order.
  public ConnectOptions withInterleave(int interleave) {
    return with(draft -> draft.interleave = interleave);
  }

  /// These options with another timeout per address, or `null` for none.
  public ConnectOptions withConnectTimeout(@Nullable Duration connectTimeout) {
    return with(draft -> draft.connectTimeout = connectTimeout);
  }

  /// These options, failing with a group of all failures or with one exception.
  public ConnectOptions withAllErrors(boolean allErrors) {
    return with(draft -> draft.allErrors = allErrors);
  }

  /// These options with `SO_KEEPALIVE` on or off.
  public ConnectOptions withKeepAlive(boolean keepAlive) {
    return with(draft -> draft.keepAlive = keepAlive);
  }

  /// These options with another stream limit, in bytes.
  public ConnectOptions withLimit(int limit) {
    return with(draft -> draft.limit = limit);
  }

  /// These options, secured with TLS, or with `null` not.
  public ConnectOptions withTls(@Nullable TlsOptions tls) {
    return with(draft -> draft.tls = tls);
  }

  /// These options with another name of the server, or `null` for the usual one.
  public ConnectOptions withServerHostname(@Nullable String serverHostname) {
    return with(draft -> draft.serverHostname = serverHostname);
  }

  /// These options with another limit for the TLS handshake, or `null` for that of `tls`.
  public ConnectOptions withHandshakeTimeout(@Nullable Duration handshakeTimeout) {
    return with(draft -> draft.handshakeTimeout = handshakeTimeout);
  }

  /// These options with another limit for closing TLS, or `null` for that of `tls`.
  public ConnectOptions withShutdownTimeout(@Nullable Duration shutdownTimeout) {
    return with(draft -> draft.shutdownTimeout = shutdownTimeout);
  }

  private ConnectOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /// Options while they are changed.
  private static final class Draft {
    @Nullable InetSocketAddress localAddr;
    @Nullable StandardProtocolFamily family;
    @Nullable Duration happyEyeballsDelay;
    int interleave;
    @Nullable Duration connectTimeout;
    boolean allErrors;
    boolean keepAlive;
    int limit;
    @Nullable TlsOptions tls;
    @Nullable String serverHostname;
    @Nullable Duration handshakeTimeout;
    @Nullable Duration shutdownTimeout;

    Draft(ConnectOptions options) {
      localAddr = options.localAddr;
      family = options.family;
      happyEyeballsDelay = options.happyEyeballsDelay;
      interleave = options.interleave;
      connectTimeout = options.connectTimeout;
      allErrors = options.allErrors;
      keepAlive = options.keepAlive;
      limit = options.limit;
      tls = options.tls;
      serverHostname = options.serverHostname;
      handshakeTimeout = options.handshakeTimeout;
      shutdownTimeout = options.shutdownTimeout;
    }

    ConnectOptions options() {
      return new ConnectOptions(
          localAddr,
          family,
          happyEyeballsDelay,
          interleave,
          connectTimeout,
          allErrors,
          keepAlive,
          limit,
          tls,
          serverHostname,
          handshakeTimeout,
          shutdownTimeout);
    }
  }
}
