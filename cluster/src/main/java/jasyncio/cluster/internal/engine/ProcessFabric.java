package jasyncio.cluster.internal.engine;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;

import jasyncio.EventLoop;
import jasyncio.TimerHandle;
import jasyncio.cluster.ClusterException;
import jasyncio.cluster.Member;
import jasyncio.cluster.internal.Fabric;
import jasyncio.cluster.internal.state.Command;
import jasyncio.cluster.internal.wire.Codec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.raft.util.Utils;
import org.jgroups.stack.Protocol;
import org.jgroups.util.ExtendedUUID;
import org.jspecify.annotations.Nullable;

/// Connects members that are processes.
///
/// Loop-confined, but for what the engine's threads call, which passes it on to the loop.
public final class ProcessFabric implements Fabric, Receiver {
  private static final System.Logger LOGGER = System.getLogger("jasyncio.cluster");
  private static final long LOG_BYTES = 4 << 20;
  private static final int RESEND_MILLIS = 200;
  private static final int ID_SUFFIX = 9; // "-" and eight digits: see Cluster

  private final EventLoop loop;
  private final Member self;
  private final String cluster;
  private final Place place;
  private final Duration silence;
  private final @Nullable String key;
  private final CheckedElection election = new CheckedElection();
  private final CheckedRaft raft;
  private final Voters voters;

  private @Nullable Sink sink;
  private @Nullable JChannel channel;
  private @Nullable Rendezvous rendezvous;

  // the present view, the oldest member first
  private Map<String, Address> addresses = new LinkedHashMap<>();
  private final Map<String, Lane> lanes = new HashMap<>();

  // calls of the engine that go to no other member
  private final Lane engine = new Lane();
  private CheckedRaft.State state = CheckedRaft.State.UNKNOWN;
  private final Set<String> leaving = new HashSet<>();

  // of the present view, and of one that others see already, where this member is the oldest
  private final Map<String, EngineFrame.Report> reports = new HashMap<>();
  private String view = "";
  private boolean founder;

  // the change of voters under way; of the engine's lane
  private @Nullable CompletableFuture<?> change;
  private @Nullable TimerHandle timer;
  private boolean closed;

  /// A member that is not connected yet.
  ///
  /// @param silence after which a member is suspected
  /// @param key of the members; null to trust all, on this machine only
  public ProcessFabric(
      EventLoop loop,
      Member self,
      String cluster,
      Place place,
      Duration silence,
      @Nullable String key) {
    this.loop = loop;
    this.self = self;
    this.cluster = cluster;
    this.place = place;
    this.silence = silence;
    this.key = key;
    this.raft = new CheckedRaft(self.id(), state -> post(() -> changed(state)));
    this.voters =
        new Voters(
            switch (place) {
              case Place.ThisMachine() -> 1;
              case Place.Addresses(var all, _) -> all.size();
              case Place.Dns(_, _, int members, _) -> members;
            });
    raft.stateMachine(
            new LogMachine(
                effects -> post(() -> sink().applied(effects)),
                sessions -> post(() -> sink().skipped(sessions))))
        .maxLogSize(LOG_BYTES)
        .resendInterval(RESEND_MILLIS);
  }

  /// Loads the engine's classes, which takes a second where a loop must not stand still.
  public static void loadEngine() {
    new CheckedElection();
    new CheckedRaft("", _ -> {});
  }

  private Sink sink() {
    return Objects.requireNonNull(sink, "not started");
  }

  /// From the engine's threads.
  private void post(Runnable call) {
    try {
      loop.callSoonThreadsafe(() -> {
        if (!closed) {
          call.run();
        }
      });
    } catch (IllegalStateException e) {
      // The loop was closed, and nobody had left the cluster before. A thread of its own, as this
      // one is the engine's.
      Thread.ofVirtual().start(this::disconnect);
    }
  }

  // Connecting

  @Override
  public void start(Sink sink) throws Exception {
    this.sink = sink;
    SSLContext tls = key == null ? null : await(toThread(() -> Trust.context(cluster, key)));
    await(
        toThread(() -> {
          switch (place) {
            case Place.ThisMachine() -> connectHere(tls);
            case Place.Addresses addresses -> connectAt(addresses, tls);
            case Place.Dns dns -> connectByDns(dns, tls);
          }
        }));
    tick();
  }

  private void connectHere(@Nullable SSLContext tls) throws Exception {
    Rendezvous rendezvous = new Rendezvous(cluster);
    this.rendezvous = rendezvous;
    List<InetSocketAddress> others = rendezvous.enter(self.id());
    if (others.isEmpty()) {
      raft.found(List.of(self.id()));
    }
    InetAddress here = InetAddress.getLoopbackAddress();
    int port = freePort(here);
    List<InetSocketAddress> all = new ArrayList<>(others);
    all.add(new InetSocketAddress(here, port));
    JChannel channel = connect(here, port, Stack.knownAddresses(all), tls);
    if (!others.isEmpty() && channel.getView().size() == 1) {
      throw new ClusterException(
          "none of the members of cluster %s on this machine answers, on ports %s; end them, or wait until they go on"
              .formatted(cluster, others.stream().map(InetSocketAddress::getPort).toList()));
    }
    rendezvous.stay(port);
  }

  /// Another process may take it before the engine does, which then says so.
  private static int freePort(InetAddress address) throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, address)) {
      return probe.getLocalPort();
    }
  }

  private void connectAt(Place.Addresses addresses, @Nullable SSLContext tls) throws Exception {
    InetSocketAddress own =
        addresses.listen() != null ? addresses.listen() : firstOfThisMachine(addresses.all());
    founder = addresses.all().contains(own);
    connect(own.getAddress(), own.getPort(), Stack.knownAddresses(addresses.all()), tls);
  }

  private static InetSocketAddress firstOfThisMachine(List<InetSocketAddress> addresses)
      throws IOException {
    for (InetSocketAddress address : addresses) {
      if (!address.isUnresolved()
          && NetworkInterface.getByInetAddress(address.getAddress()) != null
          && isFree(address)) {
        return address;
      }
    }
    throw new ClusterException(
        "none of the addresses %s is free on this machine: add .withListen(…)"
            .formatted(addresses));
  }

  private static boolean isFree(InetSocketAddress address) {
    try (ServerSocket _ = new ServerSocket(address.getPort(), 1, address.getAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void connectByDns(Place.Dns dns, @Nullable SSLContext tls) throws Exception {
    founder = true;
    InetSocketAddress listen = dns.listen();
    InetAddress own = listen != null ? listen.getAddress() : anyAddress();
    connect(own, dns.port(), Stack.dns(dns.name()), tls);
  }

  private static InetAddress anyAddress() throws UnknownHostException {
    return InetAddress.getLocalHost();
  }

  private JChannel connect(InetAddress bind, int port, Protocol discovery, @Nullable SSLContext tls)
      throws Exception {
    SuspicionWatch suspicions = new SuspicionWatch(member -> post(() -> suspected(member)));
    List<Protocol> upper = List.of(election, raft, suspicions);
    JChannel channel = new JChannel(Stack.of(bind, port, discovery, silence, tls, upper));
    this.channel = channel;
    channel.name(self.id()).setReceiver(this);
    channel.connect(cluster);
    return channel;
  }

  // Membership

  @Override
  public void viewAccepted(View view) {
    post(() -> membersAre(view));
  }

  private void membersAre(View view) {
    addresses = new LinkedHashMap<>();
    List<Member> members = new ArrayList<>();
    for (Address address : view.getMembers()) {
      String id = idOf(address);
      addresses.put(id, address);
      members.add(memberOf(id));
    }
    lanes.keySet().retainAll(addresses.keySet());
    leaving.retainAll(addresses.keySet());
    this.view = view.getViewId().toString();
    reports.values().removeIf(report -> !report.view().equals(this.view));
    sink().membersAre(members);
    report();
  }

  private static String idOf(Address address) {
    return address instanceof ExtendedUUID ? Utils.extractRaftId(address) : address.toString();
  }

  private static Member memberOf(String id) {
    return new Member(id.substring(0, Math.max(0, id.length() - ID_SUFFIX)), id);
  }

  private void suspected(Address address) {
    String id = idOf(address);
    if (addresses.containsKey(id)) {
      sink().suspected(memberOf(id));
    }
  }

  // Founding, where no file says who does it: once all that are there know of no cluster

  private void report() {
    if (!addresses.isEmpty() && !(place instanceof Place.ThisMachine)) {
      String oldest = addresses.keySet().iterator().next();
      sendFrame(oldest, new EngineFrame.Report(view, !state.voters().isEmpty(), founder));
    }
  }

  private void reported(String from, EngineFrame.Report report) {
    reports.put(from, report);
    if (reports.values().stream().allMatch(each -> each.view().equals(view))
        && reports.keySet().containsAll(addresses.keySet())
        && reports.values().stream().noneMatch(EngineFrame.Report::known)) {
      found();
    }
  }

  private void found() {
    List<String> founders = new ArrayList<>(addresses.keySet());
    founders.removeIf(id -> !Objects.requireNonNull(reports.get(id)).founder());
    if (voters.mayFound(founders.size())) {
      List<String> first = voters.first(founders);
      founders.forEach(id -> sendFrame(id, new EngineFrame.Founded(first)));
    }
  }

  // Messages

  @Override
  public void receive(Message message) {
    byte[] bytes =
        Arrays.copyOfRange(
            message.getArray(), message.getOffset(), message.getOffset() + message.getLength());
    Address from = message.src();
    if (!(Codec.own().decode(bytes) instanceof EngineFrame frame)) {
      return;
    }
    if (frame instanceof EngineFrame.Proposed(byte[] command)) {
      engine.add(() -> append(command));
    } else {
      post(() -> received(idOf(from), frame));
    }
  }

  private void received(String from, EngineFrame frame) {
    switch (frame) {
      case EngineFrame.Carried(byte[] carried) -> sink().received(memberOf(from), carried);
      case EngineFrame.Leaving() -> leaving.add(from);
      case EngineFrame.Report report -> reported(from, report);
      case EngineFrame.Founded(List<String> first) -> engine.add(() -> raft.found(first));
      case EngineFrame.Proposed(byte[] command) -> engine.add(() -> append(command));
    }
  }

  @Override
  public void send(Member to, byte[] frame) {
    sendFrame(to.id(), new EngineFrame.Carried(frame));
  }

  private void sendFrame(String to, EngineFrame frame) {
    Address address = addresses.get(to);
    if (address == null) {
      return;
    }
    if (to.equals(self.id())) {
      loop.callSoon(() -> received(to, frame));
    } else {
      JChannel channel = Objects.requireNonNull(this.channel);
      byte[] bytes = Codec.own().encode(frame);
      lanes
          .computeIfAbsent(to, _ -> new Lane())
          .add(() -> channel.send(new BytesMessage(address, bytes)));
    }
  }

  // The log

  @Override
  public void propose(Command command) {
    Address leader = state.leader();
    if (leader != null) {
      sendFrame(idOf(leader), new EngineFrame.Proposed(Codec.own().encode(command)));
    }
  }

  /// Whoever proposed proposes again if it does not see its entry in the log.
  private void append(byte[] command) {
    var _ =
        raft.setAsync(command, 0, command.length, null)
            .exceptionally(failure -> {
              LOGGER.log(System.Logger.Level.DEBUG, "not appended", failure);
              return null;
            });
  }

  private void changed(CheckedRaft.State now) {
    boolean changed = !Objects.equals(now.leader(), state.leader());
    state = now;
    if (changed) {
      if (leads()) {
        stateVoters(now.voters());
      }
      sink().leaderChanged(leads());
    } else {
      adjustVoters();
    }
  }

  private boolean leads() {
    return state.leader() != null && idOf(state.leader()).equals(self.id());
  }

  // Voters

  private void tick() {
    if (closed) {
      return;
    }
    timer = loop.callLater(silence.dividedBy(4), this::tick);
    engine.add(election::callIfDue);
    adjustVoters();
  }

  private void adjustVoters() {
    if (leads() && !closed) {
      List<String> present = new ArrayList<>(addresses.keySet());
      present.removeAll(leaving);
      List<String> next = voters.next(state.voters(), present, leaving, self.id());
      if (!next.equals(state.voters())) {
        stateVoters(next);
      }
    }
  }

  @Override
  public List<String> voters() {
    return state.voters();
  }

  /// One change at a time: the next waits until the log has told of this one.
  private void stateVoters(List<String> next) {
    engine.add(() -> {
      if (change == null || change.isDone()) {
        change = raft.addServer(CheckedRaft.namesOf(next));
      }
    });
  }

  // Leaving

  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (channel != null && addresses.size() > 1) {
        awaitSuccessors();
      }
    } finally {
      closed = true;
      if (timer != null) {
        timer.cancel();
      }
      await(toThread(this::disconnect));
    }
  }

  /// A voter that goes without a word counts as one that may come back, and its vote is missing.
  private void awaitSuccessors() {
    leaving.add(self.id());
    addresses.keySet().forEach(id -> sendFrame(id, new EngineFrame.Leaving()));
    if (!(place instanceof Place.ThisMachine)) {
      return; // the place stays
    }
    long until = loop.time() + silence.toNanos();
    do {
      await(sleep(Duration.ofMillis(RESEND_MILLIS)));
    } while (state.voters().contains(self.id()) && addresses.size() > 1 && loop.time() < until);
  }

  /// Blocks. Any thread. May be repeated.
  private synchronized void disconnect() {
    try (Rendezvous _ = rendezvous;
        JChannel channel = this.channel) {
      this.channel = null;
      this.rendezvous = null;
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "leaving cluster " + cluster, e);
    }
  }

  @Override
  public String toString() {
    return "ProcessFabric[" + cluster + ", " + self + "]";
  }
}
