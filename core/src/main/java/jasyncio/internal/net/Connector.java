package jasyncio.internal.net;

import jasyncio.ConnectOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One call of `createConnection` while it looks for an address that answers: the addresses of the
/// host in order, until one does.
final class Connector {
  private final TcpNetwork network;
  private final String host;
  private final int port;
  private final ConnectOptions options;

  Connector(TcpNetwork network, String host, int port, ConnectOptions options) {
    this.network = network;
    this.host = host;
    this.port = port;
    this.options = options;
  }

  /// Suspends the current task until connected.
  ///
  /// @throws UncheckedIOException if no address answered: it names all, its cause is the failure of
  ///   the first, the others are suppressed
  OutgoingConnection connect() {
    List<InetSocketAddress> remotes = network.resolver().resolve(host, port, options.family());
    List<InetSocketAddress> locals = localAddresses();
    var failures = new ArrayList<IOException>();
    for (InetSocketAddress remote : remotes) {
      try {
        return connect(remote, locals);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    throw unreachable(remotes, failures);
  }

  /// The addresses that the options want to connect from; empty if any will do.
  private List<InetSocketAddress> localAddresses() {
    InetSocketAddress local = options.localAddr();
    if (local == null) {
      return List.of();
    }
    return local.isUnresolved()
        ? network.resolver().resolve(local.getHostString(), local.getPort(), options.family())
        : List.of(local);
  }

  private OutgoingConnection connect(InetSocketAddress remote, List<InetSocketAddress> locals)
      throws IOException {
    InetSocketAddress local = matching(remote, locals);
    var connection = OutgoingConnection.to(network, remote);
    connection.connect(local, options.keepAlive(), options.connectTimeout());
    return connection;
  }

  /// The first of `locals` that is of the family of `remote`; `null` if any will do.
  private static @Nullable InetSocketAddress matching(
      InetSocketAddress remote, List<InetSocketAddress> locals) throws IOException {
    if (locals.isEmpty()) {
      return null;
    }
    for (InetSocketAddress local : locals) {
      if (Addresses.family(local) == Addresses.family(remote)) {
        return local;
      }
    }
    throw new IOException(
        "no local address of family " + Addresses.family(remote) + " in " + locals);
  }

  private UncheckedIOException unreachable(
      List<InetSocketAddress> remotes, List<IOException> failures) {
    String target = Addresses.describe(host, port);
    String reasons =
        IntStream.range(0, failures.size())
            .mapToObj(i -> reason(target, remotes.get(i), failures.get(i)))
            .collect(Collectors.joining("; "));
    var unreachable =
        new UncheckedIOException(
            "cannot connect to " + target + ": " + reasons, failures.getFirst());
    failures.stream().skip(1).forEach(unreachable::addSuppressed);
    return unreachable;
  }

  /// Why `remote` was not reached; its address is left out if the target says it already.
  private static String reason(String target, InetSocketAddress remote, IOException failure) {
    String address = Addresses.describe(remote);
    String why = TcpNetwork.reason(failure);
    return address.equals(target) ? why : address + ": " + why;
  }
}
