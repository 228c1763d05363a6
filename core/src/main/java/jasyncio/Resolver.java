package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import java.net.InetAddress;
import java.util.List;

/// Finds the addresses of a host: what a loop asks whenever it is given a name. Numeric addresses
/// never get here.
///
/// A program can bring its own, as for names of its own or for an other DNS:
///
/// {@snippet lang="java":
/// Resolver system = loop.getResolver();
/// loop.setResolver(host -> host.equals("db") ? () -> List.of(database) : system.lookUp(host));
/// }
///
/// Beyond asyncio, where `loop.getaddrinfo` is overridden for this.
///
/// @see EventLoop#setResolver
@FunctionalInterface
public interface Resolver {

  /// Looks `host` up. The coroutine runs on the loop and must not block it; it may be cancelled.
  ///
  /// It gives the addresses in order of preference, of whatever family; none means the same as
  /// failing with an [java.net.UnknownHostException].
  @CheckReturnValue
  Coroutine<List<InetAddress>> lookUp(String host);
}
