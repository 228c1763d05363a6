package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import java.net.InetAddress;
import java.util.List;

/// A resolver of host names, which a loop asks for the addresses of every name it is given. It is
/// not asked about numeric addresses.
///
/// A program can supply its own, for example for private names or for another DNS:
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
  /// It returns the addresses in order of preference, of any family; an empty list has the same
  /// effect as an [java.net.UnknownHostException].
  @CheckReturnValue
  Coroutine<List<InetAddress>> lookUp(String host);
}
