package jasyncio.internal.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/// Facts about addresses, and their form in messages. Any thread.
public final class Addresses {
  private Addresses() {}

  /// `host:port`, with an IPv6 address in brackets; the path of a Unix socket.
  public static String describe(@Nullable SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      return unix.getPath().toString().isEmpty() ? "unnamed" : unix.getPath().toString();
    }
    if (!(address instanceof InetSocketAddress inet)) {
      return String.valueOf(address);
    }
    InetAddress host = inet.getAddress();
    return describe(host == null ? inet.getHostString() : host.getHostAddress(), inet.getPort());
  }

  /// `host:port`, with an IPv6 address in brackets and `*` for any interface.
  public static String describe(@Nullable String host, int port) {
    if (host == null || host.isEmpty()) {
      return "*:" + port;
    }
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /// Tells whether a server for `host` listens on all interfaces.
  public static boolean isAny(@Nullable String host) {
    return host == null || host.isEmpty();
  }

  /// The family of sockets that can reach `address`.
  public static StandardProtocolFamily family(SocketAddress address) {
    return switch (address) {
      case UnixDomainSocketAddress _ -> StandardProtocolFamily.UNIX;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address ->
          StandardProtocolFamily.INET6;
      default -> StandardProtocolFamily.INET;
    };
  }

  /// Tells whether an interface of this machine has the address, so that a server can be bound to
  /// it.
  public static boolean isLocal(InetAddress address) {
    try {
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /// `address`, if a socket of `family` can send to it.
  ///
  /// @throws IllegalArgumentException if not, or if there is none
  public static SocketAddress checkReachable(
      @Nullable SocketAddress address, StandardProtocolFamily family) {
    if (!(address instanceof InetSocketAddress inet) || inet.isUnresolved()) {
      throw new IllegalArgumentException("a resolved address of a host expected: " + address);
    }
    // an IPv6 socket reaches IPv4 addresses as well
    if (family == StandardProtocolFamily.INET && family(inet) == StandardProtocolFamily.INET6) {
      throw new IllegalArgumentException("an IPv4 socket cannot send to " + describe(inet));
    }
    return inet;
  }

  /// Checks that `port` is a port.
  ///
  /// @throws IllegalArgumentException if it is not
  public static void checkPort(int port) {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port not within 0 to 65535: " + port);
    }
  }
}
