package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.EventLoop;
import jasyncio.Resolver;
import jasyncio.internal.transport.Addresses;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The addresses of hosts: a numeric one is parsed, a name is asked of the loop's resolver.
public final class HostAddresses {
  private final SystemResolver system;
  private Resolver resolver;

  HostAddresses(EventLoop loop) {
    this.system = new SystemResolver(loop);
    this.resolver = system;
  }

  Resolver resolver() {
    return resolver;
  }

  /// @param resolver null for the system's
  void resolver(@Nullable Resolver resolver) {
    this.resolver = resolver == null ? system : resolver;
  }

  /// The addresses of `host` that belong to `family`, in the resolver's order of preference and
  /// without repetition. Suspends the current task for a name; cancelling forgets the look-up.
  ///
  /// @throws UncheckedIOException around an `UnknownHostException`, if there is no such host or it
  ///   has no address of the family
  List<InetSocketAddress> resolve(String host, int port, @Nullable StandardProtocolFamily family) {
    var addresses = new LinkedHashSet<InetSocketAddress>();
    for (InetAddress address : lookUp(host)) {
      var candidate = new InetSocketAddress(address, port);
      if (family == null || family == Addresses.family(candidate)) {
        addresses.add(candidate);
      }
    }
    if (addresses.isEmpty()) {
      String kind = family == null ? "" : " of family " + family;
      throw unknown(host, new UnknownHostException(host + ": no address" + kind));
    }
    return new ArrayList<>(addresses);
  }

  private List<InetAddress> lookUp(String host) {
    InetAddress numeric = parse(host);
    if (numeric != null) {
      return List.of(numeric);
    }
    try {
      return checked(await(resolver.lookUp(host), UnknownHostException.class));
    } catch (UnknownHostException e) {
      throw unknown(host, e);
    }
  }

  /// A null among the addresses would be taken for this machine's.
  private List<InetAddress> checked(@Nullable List<InetAddress> found) {
    if (found == null || found.stream().anyMatch(Objects::isNull)) {
      throw new IllegalStateException(
          "a list of addresses expected of %s: %s".formatted(resolver, found));
    }
    return found;
  }

  /// The name of the host at `address`; its digits if it has none. Suspends the current task.
  String name(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    return host == null ? address.getHostString() : system.name(host);
  }

  /// The address that `host` spells in digits, or `null` if it is a name.
  static @Nullable InetAddress parse(String host) {
    if (host.isEmpty() || (host.indexOf(':') < 0 && Character.digit(host.charAt(0), 10) < 0)) {
      return null; // spares names the exception below
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static UncheckedIOException unknown(String host, UnknownHostException cause) {
    return new UncheckedIOException("cannot resolve " + host + ": " + cause.getMessage(), cause);
  }
}
