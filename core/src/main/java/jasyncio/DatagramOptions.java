package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Options of a datagram endpoint. Immutable: start from [#DEFAULTS].
///
/// Holds the keyword arguments of `loop.create_datagram_endpoint`, and multicast groups, which
/// asyncio leaves to the socket. Other options can be set on the socket itself, see
/// [ExtraInfo#SOCKET].
public final class DatagramOptions {
  private static final Setting<@Nullable StandardProtocolFamily> FAMILY =
      Setting.optional("family", Checks::ofInternet);
  private static final Setting<Boolean> REUSE_PORT = Setting.of("reusePort", false);
  private static final Setting<Boolean> ALLOW_BROADCAST = Setting.of("allowBroadcast", false);
  private static final Setting<List<Group>> GROUPS = Setting.of("groups", List.of());

  /// The family of the addresses, ports not shared, no broadcast, no multicast.
  public static final DatagramOptions DEFAULTS = new DatagramOptions(Settings.DEFAULTS);

  private final Settings settings;

  private DatagramOptions(Settings settings) {
    this.settings = settings;
  }

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

  /// IPv4 or IPv6, where the addresses leave it open; `null` for the family that they have.
  public @Nullable StandardProtocolFamily family() {
    return settings.get(FAMILY);
  }

  /// These options with another family, or `null` for that of the addresses.
  ///
  /// @throws IllegalArgumentException if `family` is not of the Internet
  public DatagramOptions withFamily(@Nullable StandardProtocolFamily family) {
    return new DatagramOptions(settings.with(FAMILY, family));
  }

  /// Returns whether several sockets may be bound to one address (`SO_REUSEPORT`).
  public boolean reusePort() {
    return settings.get(REUSE_PORT);
  }

  /// These options with `SO_REUSEPORT` on or off.
  public DatagramOptions withReusePort(boolean reusePort) {
    return new DatagramOptions(settings.with(REUSE_PORT, reusePort));
  }

  /// Returns whether datagrams may go to broadcast addresses (`SO_BROADCAST`). As in asyncio, an
  /// endpoint with a remote address is then not connected, so that it hears the answers of all.
  public boolean allowBroadcast() {
    return settings.get(ALLOW_BROADCAST);
  }

  /// These options with `SO_BROADCAST` on or off.
  public DatagramOptions withAllowBroadcast(boolean allowBroadcast) {
    return new DatagramOptions(settings.with(ALLOW_BROADCAST, allowBroadcast));
  }

  /// The multicast groups to join; closing leaves them. Unmodifiable.
  public List<Group> groups() {
    return settings.get(GROUPS);
  }

  /// These options with one more multicast group to join.
  ///
  /// @throws IllegalArgumentException if `address` is no multicast address
  public DatagramOptions withGroup(InetAddress address, NetworkInterface via) {
    Group group = new Group(address, via);
    List<Group> all = Stream.concat(groups().stream(), Stream.of(group)).toList();
    return new DatagramOptions(settings.with(GROUPS, all));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatagramOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "DatagramOptions" + settings;
  }
}
