package jasyncio.internal.net;

import jasyncio.ConnectOptions;
import jasyncio.Coroutine;
import jasyncio.ExceptionGroup;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.transport.Addresses;
import jasyncio.internal.transport.ChannelErrors;
import jasyncio.internal.transport.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One call of `createConnection` while it looks for an address of the host that answers.
public final class Connector {
  private final TransportContext context;
  private final HostAddresses hosts;
  private final String host;
  private final int port;
  private final ConnectOptions options;

  Connector(
      TransportContext context,
      HostAddresses hosts,
      String host,
      int port,
      ConnectOptions options) {
    this.context = context;
    this.hosts = hosts;
    this.host = host;
    this.port = port;
    this.options = options;
  }

  /// Suspends the current task until connected.
  ///
  /// Any other failure than of the network, such as one of a program's own channels, is thrown as
  /// it is.
  ///
  /// @throws UncheckedIOException if no address answered: it names all, its cause is the failure of
  ///   the first, the others are suppressed
  /// @throws ExceptionGroup instead, of the failures of all, if the options ask for all errors
  OutgoingConnection connect() {
    List<InetSocketAddress> remotes = remoteAddresses();
    List<InetSocketAddress> locals = localAddresses();
    Duration delay = options.happyEyeballsDelay();
    return delay == null || remotes.size() == 1
        ? connectInTurn(remotes, locals)
        : connectStaggered(remotes, locals, delay);
  }

  private List<InetSocketAddress> remoteAddresses() {
    List<InetSocketAddress> found = hosts.resolve(host, port, options.family());
    return options.interleave() == 0 ? found : interleaved(found, options.interleave());
  }

  /// The addresses with the families taking turns, so that one that does not work at all costs
  /// little; `firstCount` of the family that comes first before the other's first.
  static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses, int firstCount) {
    StandardProtocolFamily first = Addresses.family(addresses.getFirst());
    var preferred = new ArrayDeque<InetSocketAddress>();
    var others = new ArrayDeque<InetSocketAddress>();
    addresses.forEach(a -> (Addresses.family(a) == first ? preferred : others).add(a));
    var result = new ArrayList<InetSocketAddress>();
    for (int i = 1; i < firstCount && !preferred.isEmpty(); i++) {
      result.add(preferred.remove());
    }
    while (!preferred.isEmpty() || !others.isEmpty()) {
      Stream.of(preferred, others).filter(q -> !q.isEmpty()).forEach(q -> result.add(q.remove()));
    }
    return result;
  }

  /// The addresses that the options want to connect from; empty if any will do.
  private List<InetSocketAddress> localAddresses() {
    InetSocketAddress local = options.localAddr();
    if (local == null) {
      return List.of();
    }
    return local.isUnresolved()
        ? hosts.resolve(local.getHostString(), local.getPort(), options.family())
        : List.of(local);
  }

  private OutgoingConnection connectInTurn(
      List<InetSocketAddress> remotes, List<InetSocketAddress> locals) {
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

  private OutgoingConnection connectStaggered(
      List<InetSocketAddress> remotes, List<InetSocketAddress> locals, Duration delay) {
    List<Coroutine<OutgoingConnection>> attempts = new ArrayList<>();
    remotes.forEach(remote -> attempts.add(() -> connect(remote, locals)));
    var result =
        new StaggeredRace<>(context.loop(), attempts, delay, OutgoingConnection::close).run();
    OutgoingConnection winner = result.winner();
    if (winner != null) {
      return winner;
    }
    throw unreachable(remotes, result.failures().stream().map(Connector::ofNetwork).toList());
  }

  /// `failure`, which is thrown instead if it is none of the network.
  private static IOException ofNetwork(@Nullable Throwable failure) {
    if (failure instanceof IOException io) {
      return io;
    }
    throw Sneaky.<RuntimeException>unchecked(Objects.requireNonNull(failure, "no outcome"));
  }

  private OutgoingConnection connect(InetSocketAddress remote, List<InetSocketAddress> locals)
      throws IOException {
    List<InetSocketAddress> matching = matching(remote, locals);
    var connection = OutgoingConnection.to(context, remote);
    connection.connect(matching, options.keepAlive(), options.connectTimeout());
    return connection;
  }

  /// Those of `locals` that are of the family of `remote`; none if any will do.
  private static List<InetSocketAddress> matching(
      InetSocketAddress remote, List<InetSocketAddress> locals) throws IOException {
    StandardProtocolFamily family = Addresses.family(remote);
    List<InetSocketAddress> matching =
        locals.stream().filter(local -> Addresses.family(local) == family).toList();
    if (matching.isEmpty() && !locals.isEmpty()) {
      throw new IOException("no local address of family " + family + " in " + locals);
    }
    return matching;
  }

  /// @param failures one for each of `remotes`
  private RuntimeException unreachable(
      List<InetSocketAddress> remotes, List<IOException> failures) {
    String target = Addresses.describe(host, port);
    if (options.allErrors()) {
      return new ExceptionGroup("cannot connect to " + target, failures);
    }
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < failures.size(); i++) {
      reasons.add(reason(target, remotes.get(i), failures.get(i)));
    }
    var unreachable =
        new UncheckedIOException(
            "cannot connect to " + target + ": " + String.join("; ", reasons), failures.getFirst());
    failures.stream().skip(1).forEach(unreachable::addSuppressed);
    return unreachable;
  }

  /// Why `remote` was not reached; its address is left out if the target says it already.
  private static String reason(String target, InetSocketAddress remote, IOException failure) {
    String address = Addresses.describe(remote);
    String why = ChannelErrors.reason(failure);
    return address.equals(target) ? why : address + ": " + why;
  }
}
