package jasyncio;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to make a connection. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_connection` and `asyncio.open_connection`.
///
/// @param localAddr the address to connect from; `null` lets the system choose. A host name in it
///   is looked up
/// @param family the only kind of address to use, IPv4 or IPv6; `null` for both
/// @param connectTimeout how long one address may take to answer; `null` for as long as the system
///   tries. A host may have several addresses: for a limit on everything use [Asyncio#timeout]
/// @param keepAlive whether the system probes an idle connection (`SO_KEEPALIVE`)
/// @param limit of a stream: the longest line in bytes, see [StreamReader]
public record ConnectOptions(
    @Nullable InetSocketAddress localAddr,
    @Nullable StandardProtocolFamily family,
    @Nullable Duration connectTimeout,
    boolean keepAlive,
    int limit) {

  /// Any local address, both families, no timeout, no probes, a limit of 64 KiB.
  public static final ConnectOptions DEFAULTS =
      new ConnectOptions(null, null, null, false, StreamReader.DEFAULT_LIMIT);

  /// Checks the options.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet, or a number is not
  ///   positive
  public ConnectOptions {
    if (family == StandardProtocolFamily.UNIX) {
      throw new IllegalArgumentException("family neither INET nor INET6: " + family);
    }
    if (connectTimeout != null && !connectTimeout.isPositive()) {
      throw new IllegalArgumentException("connectTimeout <= 0: " + connectTimeout);
    }
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
  }

  /// These options with another local address, or `null` for any.
  public ConnectOptions withLocalAddr(@Nullable InetSocketAddress localAddr) {
    return new ConnectOptions(localAddr, family, connectTimeout, keepAlive, limit);
  }

  /// These options with another family, or `null` for both.
  public ConnectOptions withFamily(@Nullable StandardProtocolFamily family) {
    return new ConnectOptions(localAddr, family, connectTimeout, keepAlive, limit);
  }

  /// These options with another timeout per address, or `null` for none.
  public ConnectOptions withConnectTimeout(@Nullable Duration connectTimeout) {
    return new ConnectOptions(localAddr, family, connectTimeout, keepAlive, limit);
  }

  /// These options with `SO_KEEPALIVE` on or off.
  public ConnectOptions withKeepAlive(boolean keepAlive) {
    return new ConnectOptions(localAddr, family, connectTimeout, keepAlive, limit);
  }

  /// These options with another stream limit, in bytes.
  public ConnectOptions withLimit(int limit) {
    return new ConnectOptions(localAddr, family, connectTimeout, keepAlive, limit);
  }
}
