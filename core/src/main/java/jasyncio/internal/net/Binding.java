package jasyncio.internal.net;

import jasyncio.ServerOptions;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One call of `createServer` while it binds a socket to each address of its hosts: to all of them
/// or to none.
public final class Binding {
  /// The address that one socket is to be bound to.
  ///
  /// @param family null if the socket does for both
  private record Target(
      InetSocketAddress address, @Nullable StandardProtocolFamily family, String name) {}

  private final TransportContext context;
  private final HostAddresses hosts;
  private final int port;
  private final ServerOptions options;

  Binding(TransportContext context, HostAddresses hosts, int port, ServerOptions options) {
    this.context = context;
    this.hosts = hosts;
    this.port = port;
    this.options = options;
  }

  /// Suspends the current task while names are looked up. An empty host is all interfaces.
  List<Listener> to(List<String> names) {
    Set<Target> targets = new LinkedHashSet<>();
    for (String host : names) {
      targets.addAll(Addresses.isAny(host) ? List.of(anyInterface()) : targets(host));
    }
    List<Listener> listeners = new ArrayList<>();
    for (Target target : targets) {
      try {
        listeners.add(Listener.bind(context, target.address(), target.family(), options));
      } catch (IOException e) {
        listeners.forEach(Listener::close);
        context.flushClosed();
        throw failure(target.name(), e);
      }
    }
    return listeners;
  }

  private Target anyInterface() {
    return new Target(
        new InetSocketAddress(port), options.family(), Addresses.describe((String) null, port));
  }

  private List<Target> targets(String host) {
    List<InetSocketAddress> found = hosts.resolve(host, port, options.family());
    List<Target> targets = new ArrayList<>();
    for (InetSocketAddress address : found) {
      // a name may have addresses of other machines, too
      if (found.size() == 1 || Addresses.isLocal(address.getAddress())) {
        targets.add(new Target(address, Addresses.family(address), Addresses.describe(address)));
      }
    }
    if (targets.isEmpty()) {
      throw failure(host, new BindException("no address of this machine in " + found));
    }
    return targets;
  }

  private static UncheckedIOException failure(String name, IOException cause) {
    return new UncheckedIOException(
        "cannot listen on " + name + ": " + ChannelErrors.reason(cause), cause);
  }
}
