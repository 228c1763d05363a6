package jasyncio;

import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/// How to run a server. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_server` and `asyncio.start_server`.
///
/// @param family the only kind of address to listen on, IPv4 or IPv6; `null` for both
/// @param backlog how many connections may wait to be accepted
/// @param reuseAddress whether a port can be used again right after a server left it
///   (`SO_REUSEADDR`)
/// @param reusePort whether several servers may listen on one address (`SO_REUSEPORT`)
/// @param keepAlive whether the system probes idle connections (`SO_KEEPALIVE`)
/// @param startServing whether to accept at once; otherwise [Server#startServing()] or
///   [Server#serveForever()] begins. Unlike asyncio's, the system already queues up to `backlog`
///   connections before that
/// @param limit of a stream: the longest line in bytes, see [StreamReader]
public record ServerOptions(
    @Nullable StandardProtocolFamily family,
    int backlog,
    boolean reuseAddress,
    boolean reusePort,
    boolean keepAlive,
    boolean startServing,
    int limit) {

  /// Both families, a backlog of 100, addresses reused, ports not shared, no probes, accepting at
  /// once, a limit of 64 KiB.
  public static final ServerOptions DEFAULTS =
      new ServerOptions(null, 100, true, false, false, true, StreamReader.DEFAULT_LIMIT);

  /// Checks the options.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet, `backlog` is negative or
  ///   `limit` is not positive
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
  }

  /// These options with another family, or `null` for both.
  public ServerOptions withFamily(@Nullable StandardProtocolFamily family) {
    return new ServerOptions(
        family, backlog, reuseAddress, reusePort, keepAlive, startServing, limit);
  }

  /// These options with another backlog.
  public ServerOptions withBacklog(int backlog) {
    return new ServerOptions(
        family, backlog, reuseAddress, reusePort, keepAlive, startServing, limit);
  }

  /// These options with `SO_REUSEADDR` on or off.
  public ServerOptions withReuseAddress(boolean reuseAddress) {
    return new ServerOptions(
        family, backlog, reuseAddress, reusePort, keepAlive, startServing, limit);
  }

  /// These options with `SO_REUSEPORT` on or off.
  public ServerOptions withReusePort(boolean reusePort) {
    return new ServerOptions(
        family, backlog, reuseAddress, reusePort, keepAlive, startServing, limit);
  }

  /// These options with `SO_KEEPALIVE` on or off.
  public ServerOptions withKeepAlive(boolean keepAlive) {
    return new ServerOptions(
        family, backlog, reuseAddress, reusePort, keepAlive, startServing, limit);
  }

  /// These options, accepting at once or not.
  public ServerOptions withStartServing(boolean startServing) {
    return new ServerOptions(
        family, backlog, reuseAddress, reusePort, keepAlive, startServing, limit);
  }

  /// These options with another stream limit, in bytes.
  public ServerOptions withLimit(int limit) {
    return new ServerOptions(
        family, backlog, reuseAddress, reusePort, keepAlive, startServing, limit);
  }
}
