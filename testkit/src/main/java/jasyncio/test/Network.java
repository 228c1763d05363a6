package jasyncio.test;

import jasyncio.Asyncio;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Hosts in memory and the links between them, with TCP, UDP and names.
///
/// Unmodified code runs on it: streams, transports and protocols, TLS, and the sockets of
/// `sockConnect` and related methods. Code without an explicit host runs at [#local()]. IPv4 only.
/// Belongs to the simulation's loop.
///
/// Connections behave as with TCP: bytes arrive in order but in pieces of any size; a receiver that
/// does not read slows its sender down; lost data are sent again; a connection that transfers
/// nothing for a quarter of an hour is given up, an attempt to connect after two minutes.
public final class Network {
  private static final Duration USUAL_LATENCY = Duration.ofMillis(1);
  private static final Duration LOOPBACK_LATENCY = Duration.ofNanos(50_000);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final SimulatedChannels channels = new SimulatedChannels(this);
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<Set<Host>, Link> links = new LinkedHashMap<>();
  private final Set<Flow> stalled = new LinkedHashSet<>();
  private final SeededRandom random;
  private final boolean calm;
  private final Host local;
  private @Nullable EventLoop loop;

  Network(Schedule schedule) {
    this.random = new SeededRandom(schedule.seed(), 4);
    this.calm = schedule.isCalm();
    this.local = host("local");
  }

  void startOn(EventLoop loop) {
    this.loop = loop;
    loop.setResolver(this::lookUp);
  }

  /// The host of code that names no other.
  public Host local() {
    return local;
  }

  /// The host with this name, which is made when it is first asked for.
  public Host host(String name) {
    Objects.requireNonNull(name, "name");
    return hosts.computeIfAbsent(name, _ -> new Host(this, name, addressOf(hosts.size() + 1)));
  }

  private static InetAddress addressOf(int number) {
    return InetAddress.ofLiteral(
        "10.%d.%d.%d".formatted(number >> 16, (number >> 8) & 255, number & 255));
  }

  /// The link between two hosts, or of one with itself.
  public Link link(Host one, Host other) {
    return links.computeIfAbsent(
        one == other ? Set.of(one) : Set.of(one, other),
        _ -> new Link(this, random, calm, one == other ? LOOPBACK_LATENCY : USUAL_LATENCY));
  }

  /// Cuts every link between `some` hosts and all other present hosts.
  public void partition(Collection<Host> some) {
    linksAcross(some).forEach(Link::cut);
  }

  /// Like [#partition(Collection)].
  public void partition(Host... some) {
    partition(List.of(some));
  }

  private Stream<Link> linksAcross(Collection<Host> some) {
    List<Host> others = new ArrayList<>(hosts.values());
    others.removeAll(some);
    return some.stream().flatMap(one -> others.stream().map(other -> link(one, other)));
  }

  /// Ends all cuts: connections continue.
  public void heal() {
    links.values().forEach(Link::heal);
  }

  /// Breaks the connections between two hosts, as a router that restarts does: both ends fail.
  public void reset(Host one, Host other) {
    List<SimulatedSocket> sockets = new ArrayList<>(one.sockets());
    sockets.addAll(other.sockets());
    for (SimulatedSocket socket : sockets) {
      if (socket instanceof TcpSocket tcp && tcp.connects(one, other)) {
        tcp.reset();
      }
    }
  }

  /// The provider of sockets for `sockConnect`, `sockAccept` and related methods; each socket
  /// belongs to the host whose code makes it. `SocketChannel.open()` makes sockets of the machine,
  /// which the loop refuses.
  public SelectorProvider sockets() {
    return channels;
  }

  // Names

  private Coroutine<List<InetAddress>> lookUp(String name) {
    return () -> {
      Asyncio.await(Asyncio.sleep(Duration.ofNanos(lookUpTime())));
      if (name.equals("localhost")) {
        return List.of(LOOPBACK);
      }
      Host host = hosts.get(name);
      if (host == null) {
        throw new UnknownHostException(name + ": not among the simulated hosts " + hosts.keySet());
      }
      return List.of(host.address());
    };
  }

  private long lookUpTime() {
    return calm ? USUAL_LATENCY.toNanos() : random.stretched(USUAL_LATENCY);
  }

  // For hosts and sockets

  SimulatedChannels channels() {
    return channels;
  }

  EventLoop loop() {
    EventLoop loop = this.loop;
    if (loop == null) {
      throw new IllegalStateException("the network has no loop yet");
    }
    return loop;
  }

  /// The host of the code that calls this.
  Host here() {
    Host host = Host.CURRENT.get();
    return host == null ? local : host;
  }

  /// The host that `address` denotes, seen from `host`; null if there is none.
  @Nullable Host at(InetAddress address, Host host) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return host;
    }
    return hosts.values().stream()
        .filter(candidate -> candidate.address().equals(address))
        .findFirst()
        .orElse(null);
  }

  /// The address of `host` on the path to `remote`.
  static InetAddress towards(InetSocketAddress remote, Host host) {
    return remote.getAddress().isLoopbackAddress() ? LOOPBACK : host.address();
  }

  long now() {
    return loop().time();
  }

  /// Returns whether data sent from one to the other arrive.
  boolean isOpen(Host from, Host to) {
    return from.isUp() && to.isUp() && !link(from, to).isCut();
  }

  long travelTime(Host from, Host to, int bytes) {
    int direction = from.name().compareTo(to.name()) < 0 ? 0 : 1;
    return link(from, to).travelTime(direction, bytes);
  }

  /// Runs `event` after `nanos` nanoseconds, unless the simulation is over by then.
  void later(long nanos, Runnable event) {
    if (!loop().isClosed()) {
      var _ = loop().callLater(Duration.ofNanos(nanos), event);
    }
  }

  /// Returns whether to cut a piece of data in two.
  boolean splits() {
    return !calm && random.nextInt(4) == 0;
  }

  /// The position at which to cut `length` bytes, of which there are at least two.
  int cutOf(int length) {
    return 1 + random.nextInt(length - 1);
  }

  void stall(Flow flow) {
    stalled.add(flow);
  }

  void resumeStalled() {
    List<Flow> flows = List.copyOf(stalled);
    stalled.clear();
    flows.forEach(Flow::resume);
  }

  /// The open sockets, one a line.
  String openSockets() {
    return hosts.values().stream()
        .flatMap(host -> host.sockets().stream())
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }
}
