package jasyncio.cluster.internal;

import static jasyncio.Asyncio.await;

import jasyncio.AsyncGenerator;
import jasyncio.Asyncio;
import jasyncio.Broadcast;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Queue;
import jasyncio.Task;
import jasyncio.TimerHandle;
import jasyncio.cluster.ClusterException;
import jasyncio.cluster.Member;
import jasyncio.cluster.MemberEvent;
import jasyncio.cluster.internal.session.Session;
import jasyncio.cluster.internal.state.Effect;
import jasyncio.cluster.internal.wire.Codec;
import jasyncio.cluster.internal.wire.Frame;
import jasyncio.cluster.internal.work.Dispatcher;
import jasyncio.cluster.internal.work.Functions;
import jasyncio.cluster.internal.work.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One member: joins fabric, session, dispatcher and worker. Belongs to its loop.
public final class Node implements Fabric.Sink {
  private static final System.Logger LOGGER = System.getLogger("jasyncio.cluster");

  private final EventLoop loop;
  private final Member self;
  private final Functions functions;
  private final Duration lease;
  private final int version;
  private final Fabric fabric;
  private final Codec codec;
  private final Dispatcher dispatcher;
  private final Worker worker;
  private final Sessions sessions;

  // by id
  private Map<String, Member> members = new LinkedHashMap<>();
  private final Set<Queue<MemberEvent>> watchers = new LinkedHashSet<>();
  private final Map<String, Broadcast<byte[]>> broadcasts = new HashMap<>();

  // fails if this member cannot be one of the cluster
  private final Future<@Nullable Void> admission;
  private Session session;
  private int epochs;
  private boolean closed;
  private @Nullable TimerHandle timer;

  /// What a member is given.
  ///
  /// @param codec for the program's values
  /// @param version of the protocol that it speaks
  public record Settings(
      Functions functions, Codec codec, Duration lease, int mostInFlight, int version) {}

  /// A member that has not joined yet.
  public Node(EventLoop loop, Member self, Settings settings, Fabric fabric) {
    this.loop = loop;
    this.self = self;
    this.functions = settings.functions;
    this.lease = settings.lease;
    this.version = settings.version;
    this.codec = settings.codec;
    this.fabric = fabric;
    this.dispatcher = new Dispatcher(loop, self, codec, settings.mostInFlight, this::post);
    this.worker = new Worker(loop, functions, codec, this::post);
    this.sessions = new Sessions(loop, fabric::propose, lease);
    this.admission = loop.createFuture("Cluster.join", self);
    this.session = newSession();
  }

  /// Joins. Suspends until the majority of the members knows this one.
  public void join() throws Exception {
    try {
      fabric.start(this);
      openSession();
      session.opened().addDoneCallback(_ -> admit());
      await(admission);
      tick();
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  private void admit() {
    if (!admission.done()) {
      admission.setResult(null);
    }
  }

  private Session newSession() {
    return new Session(loop, self.id() + "/" + ++epochs, fabric::propose, lease);
  }

  private void openSession() {
    Session opened = session;
    opened.lost().addDoneCallback(_ -> reopen(opened));
    opened.open();
  }

  /// Begins anew after the majority was out of reach.
  private void reopen(Session lost) {
    if (!closed) {
      // what it held may go to others at once, for it trusts in nothing any longer
      fabric.propose(lost.farewell());
      session = newSession();
      openSession();
    }
  }

  private void tick() {
    if (!closed) {
      sessions.endTheSilent();
      timer = loop.callLater(lease.dividedBy(4), this::tick);
    }
  }

  // What programs use

  /// The loop that the member belongs to.
  public EventLoop loop() {
    return loop;
  }

  /// This member.
  public Member self() {
    return self;
  }

  /// The session of this moment.
  public Session session() {
    return session;
  }

  /// For the program's values.
  public Codec codec() {
    return codec;
  }

  /// The functions of this member.
  public Functions functions() {
    return functions;
  }

  /// Gives functions to members.
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /// The members at this moment.
  public List<Member> members() {
    return List.copyOf(members.values());
  }

  /// The members that vote on what gets into the log.
  public List<Member> voters() {
    return fabric.voters().stream().map(this::memberOfId).toList();
  }

  /// The member whose session that is; one that cannot be reached from here has its id as name.
  public Member memberOf(String session) {
    return memberOfId(session.substring(0, session.lastIndexOf('/')));
  }

  private Member memberOfId(String id) {
    return members.getOrDefault(id, new Member(id, id));
  }

  /// What the items published under `name` go through here.
  public Broadcast<byte[]> broadcast(String name) {
    return broadcasts.computeIfAbsent(name, _ -> new Broadcast<>());
  }

  /// Joined for all that are there, and then all that happens.
  public AsyncGenerator<MemberEvent> events() {
    return Asyncio.asyncGenerator(out -> {
      Queue<MemberEvent> events = new Queue<>();
      members.values().forEach(member -> events.putNowait(new MemberEvent.Joined(member)));
      if (closed) {
        events.shutdown();
      }
      watchers.add(events);
      try {
        for (MemberEvent event : events) {
          out.yield(event);
        }
      } finally {
        watchers.remove(events);
      }
    });
  }

  private void tell(MemberEvent event) {
    watchers.forEach(watcher -> watcher.putNowait(event));
  }

  // What the fabric tells

  @Override
  public void membersAre(List<Member> now) {
    Map<String, Member> before = members;
    members = new LinkedHashMap<>();
    now.forEach(member -> members.put(member.id(), member));
    before.values().stream()
        .filter(member -> !members.containsKey(member.id()))
        .forEach(this::left);
    now.stream().filter(member -> !before.containsKey(member.id())).forEach(this::joined);
  }

  private void joined(Member member) {
    dispatcher.joined(member);
    post(member, new Frame.Hello(version, functions.names(), true));
    tell(new MemberEvent.Joined(member));
  }

  private void left(Member member) {
    dispatcher.left(member);
    worker.left(member);
    tell(new MemberEvent.Left(member));
  }

  @Override
  public void suspected(Member member) {
    tell(new MemberEvent.Suspected(member));
  }

  private void post(Member to, Frame frame) {
    if (to.equals(self)) {
      loop.callSoon(() -> received(self, frame));
    } else {
      fabric.send(to, Codec.own().encode(frame));
    }
  }

  @Override
  public void received(Member from, byte[] bytes) {
    if (Codec.own().decode(bytes) instanceof Frame frame) {
      received(from, frame);
    }
  }

  private void received(Member from, Frame frame) {
    if (closed || !members.containsKey(from.id())) {
      return;
    }
    switch (frame) {
      case Frame.Hello hello -> greeted(from, hello);
      case Frame.Run run -> worker.run(from, run);
      case Frame.Cancel cancel -> worker.cancel(from, cancel);
      case Frame.Begun _, Frame.Value _, Frame.Failure _, Frame.Cancelled _ ->
          dispatcher.accept(from, frame);
    }
  }

  private void greeted(Member from, Frame.Hello hello) {
    if (hello.wantsAnswer()) {
      post(from, new Frame.Hello(version, functions.names(), false));
    }
    if (hello.version() == version) {
      dispatcher.runs(from, hello.functions());
      return;
    }
    String text =
        "member %s speaks version %d of the cluster's protocol, this one version %d: use the same jasyncio"
            .formatted(from, hello.version(), version);
    if (admission.done()) {
      LOGGER.log(System.Logger.Level.WARNING, text + "; it gets no functions to run");
    } else {
      admission.setException(new ClusterException(text));
    }
  }

  @Override
  public void applied(List<Effect> effects) {
    for (Effect effect : effects) {
      sessions.accept(effect);
      session.accept(effect);
      if (effect instanceof Effect.Published(String name, byte[] item)) {
        deliver(name, item);
      }
    }
  }

  private void deliver(String name, byte[] item) {
    Broadcast<byte[]> broadcast = broadcasts.get(name);
    if (broadcast != null) {
      broadcast.publishNowait(item);
    }
  }

  @Override
  public void skipped(Map<String, Long> now) {
    sessions.replace(now);
    if (session.opened().done()) {
      session.lose(); // answers may have been passed over
    }
  }

  @Override
  public void leaderChanged(boolean here) {
    sessions.lead(here);
    session.retry();
  }

  // Leaving

  /// Leaves: what is held is given back, what runs for others is cancelled and waited for.
  /// Suspends. May be repeated.
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
    dispatcher.close();
    List<Task<@Nullable Object>> running = worker.close();
    session.close();
    watchers.forEach(Queue::shutdown);
    broadcasts.values().forEach(Broadcast::shutdown);
    try {
      endOf(running);
    } finally {
      fabric.close();
    }
  }

  /// Functions may submit others, so that one that leaves the cluster is not waited for by itself.
  private void endOf(List<Task<@Nullable Object>> running) {
    List<Task<@Nullable Object>> others = new ArrayList<>(running);
    others.remove(loop == Asyncio.getRunningLoop() ? Asyncio.currentTask() : null);
    if (!others.isEmpty()) {
      await(Asyncio.waitOn(others));
    }
  }
}
