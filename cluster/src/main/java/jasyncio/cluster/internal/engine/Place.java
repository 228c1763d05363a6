package jasyncio.cluster.internal.engine;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a member listens, and where it looks for the others.
public sealed interface Place {
  /// On this machine, for processes of one user.
  record ThisMachine() implements Place {}

  /// On one of several addresses.
  ///
  /// @param all the addresses of all members
  /// @param listen where this one listens; null to take the first of `all` that it can
  record Addresses(List<InetSocketAddress> all, @Nullable InetSocketAddress listen)
      implements Place {}

  /// On the addresses that a name in DNS stands for.
  ///
  /// @param members how many there are
  /// @param listen where this one listens; null for any address of this machine
  record Dns(String name, int port, int members, @Nullable InetSocketAddress listen)
      implements Place {}
}
