package jasyncio;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How to make a datagram endpoint. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_datagram_endpoint`, and multicast groups, which
/// asyncio leaves to the socket. Other options can be set on the socket itself, see
/// [ExtraInfo#SOCKET].
///
/// @param family IPv4 or IPv6, where the addresses leave it open; `null` for whichever they have
/// @param reusePort whether several sockets may be bound to one address (`SO_REUSEPORT`)
/// @param allowBroadcast whether datagrams may go to broadcast addresses (`SO_BROADCAST`). As in
///   asyncio, an endpoint with a remote address is then not connected, so that it hears the answers
///   of all
/// @param groups the multicast groups to join; leaving comes with closing
public record DatagramOptions(
    @Nullable StandardProtocolFamily family,
    boolean reusePort,
    boolean allowBroadcast,
    List<Group> groups) {

  /// A multicast group, on one network interface.
  ///
  /// @param address of the group, as 239.0.0.1
  /// @param via the interface on which to join it
  public record Group(InetAddress address, NetworkInterface via) {
    /// Checks the group.
    ///
    /// @throws IllegalArgumentException if `address` is no multicast address
    public Group {
      Objects.requireNonNull(via, "via");
      if (!address.isMulticastAddress()) {
        throw new IllegalArgumentException("no multicast address: " + address.getHostAddress());
      }
    }
  }

  /// The family of the addresses, ports not shared, no broadcast, no multicast.
  public static final DatagramOptions DEFAULTS = new DatagramOptions(null, false, false, List.of());

  /// Checks the options.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet
  public DatagramOptions {
    if (family == StandardProtocolFamily.UNIX) {
      throw new IllegalArgumentException("family neither INET nor INET6: " + family);
    }
    groups = List.copyOf(groups);
  }

  /// These options with another family, or `null` for that of the addresses.
  public DatagramOptions withFamily(@Nullable StandardProtocolFamily family) {
    return new DatagramOptions(family, reusePort, allowBroadcast, groups);
  }

  /// These options with `SO_REUSEPORT` on or off.
  public DatagramOptions withReusePort(boolean reusePort) {
    return new DatagramOptions(family, reusePort, allowBroadcast, groups);
  }

  /// These options with `SO_BROADCAST` on or off.
  public DatagramOptions withAllowBroadcast(boolean allowBroadcast) {
    return new DatagramOptions(family, reusePort, allowBroadcast, groups);
  }

  /// These options with one more multicast group to join.
  public DatagramOptions withGroup(InetAddress address, NetworkInterface via) {
    List<Group> all = Stream.concat(groups.stream(), Stream.of(new Group(address, via))).toList();
    return new DatagramOptions(family, reusePort, allowBroadcast, all);
  }
}
