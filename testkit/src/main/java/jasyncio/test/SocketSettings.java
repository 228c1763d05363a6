package jasyncio.test;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The options of a simulated socket, which are kept but have no effect, and its local address.
final class SocketSettings {
  private static final Set<SocketOption<?>> KNOWN =
      Set.of(
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT,
          StandardSocketOptions.SO_KEEPALIVE,
          StandardSocketOptions.SO_LINGER,
          StandardSocketOptions.SO_SNDBUF,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_BROADCAST,
          StandardSocketOptions.TCP_NODELAY);

  private final Host host;
  private final Map<SocketOption<?>, Object> values = new HashMap<>();
  private @Nullable InetSocketAddress local;

  SocketSettings(Host host) {
    this.host = host;
  }

  <T> void set(SocketOption<T> option, T value) {
    check(option);
    values.put(option, value);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // null if it is not set
  <T> T get(SocketOption<T> option) {
    check(option);
    return (T) values.get(option);
  }

  private static void check(SocketOption<?> option) {
    if (!KNOWN.contains(option)) {
      throw new UnsupportedOperationException(option + " is not simulated");
    }
  }

  Set<SocketOption<?>> known() {
    return KNOWN;
  }

  /// The local address; null before there is one.
  @Nullable InetSocketAddress local() {
    return local;
  }

  int localPort() {
    return local == null ? 0 : local.getPort();
  }

  void local(InetSocketAddress address) {
    local = address;
  }

  /// Takes the local address that a program asks for; with null, or port 0, the host chooses.
  ///
  /// @throws BindException if the host does not have the address
  void bind(@Nullable SocketAddress wanted) throws BindException {
    InetSocketAddress address = wanted == null ? new InetSocketAddress(0) : inet(wanted);
    InetAddress ip = address.getAddress();
    if (host.network().at(ip, host) != host) {
      throw new BindException("Cannot assign requested address");
    }
    int port = address.getPort() == 0 ? host.ephemeralPort() : address.getPort();
    local = new InetSocketAddress(ip, port);
  }

  /// Chooses one local address, as a socket bound to all its host's addresses does when it is
  /// connected.
  void connect(InetSocketAddress remote) {
    if (local != null && local.getAddress().isAnyLocalAddress()) {
      local = new InetSocketAddress(Network.towards(remote, host), local.getPort());
    }
  }

  static InetSocketAddress inet(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      return inet;
    }
    throw new IllegalArgumentException("a resolved address of a host expected: " + address);
  }

  /// Returns whether a packet to `target` is for a socket with these settings.
  boolean receives(InetSocketAddress target) {
    return local != null
        && local.getPort() == target.getPort()
        && (local.getAddress().isAnyLocalAddress()
            || local.getAddress().equals(target.getAddress()));
  }

  /// Returns whether two sockets of a kind cannot have their addresses at the same time.
  boolean collidesWith(SocketSettings other) {
    return local != null && other.local != null && (receives(other.local) || other.receives(local));
  }
}
