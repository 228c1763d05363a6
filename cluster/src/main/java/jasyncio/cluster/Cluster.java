package jasyncio.cluster;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.toThread;

import jasyncio.AsyncGenerator;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.cluster.internal.Fabric;
import jasyncio.cluster.internal.LocalFabric;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.engine.Place;
import jasyncio.cluster.internal.engine.ProcessFabric;
import jasyncio.cluster.internal.wire.Codec;
import jasyncio.cluster.internal.work.Target;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A membership in a cluster: processes that run each other's functions and share locks and queues.
///
/// {@snippet lang="java":
/// var options = ClusterOptions.DEFAULTS.withFunction(Reports::daily);
///
/// try (var cluster = await(Cluster.join("reports", options))) {
///   var report = await(cluster.submit(Reports::daily, day));     // on whatever member
///
///   try (var hold = await(cluster.lock("ledger").acquire())) {
///     await(ledger.write(report, hold.token()));
///   }
/// }
/// }
///
/// **Members** find each other by what [ClusterOptions] say. Functions need no majority: they run as
/// long as two members see each other. What is shared (locks, semaphores, events, barriers, queues,
/// broadcasts, elections) is kept in a log to which a majority of the members has to agree, so that no
/// partition of the network grants anything twice. It is as durable as that majority: it lives in
/// memory.
///
/// **Names.** Structures of one name and kind are one and the same in the whole cluster. They exist
/// from their first use, and are forgotten when they are as new.
///
/// **Loop affinity.** Belongs to the loop of the task that joined. From other threads, use
/// [jasyncio.Asyncio#runCoroutineThreadsafe] and [Placement#callable].
public final class Cluster implements AutoCloseable {
  private final String name;
  private final Node node;
  private final Placement anywhere;

  private Cluster(String name, Node node) {
    this.name = name;
    this.node = node;
    this.anywhere = new Placement(node, new Target.Anywhere(), 0);
  }

  /// A cluster of this process alone, without a network: for tests, and for starting small. All works
  /// as with members, and values go through bytes as well.
  @CheckReturnValue
  public static Coroutine<Cluster> local() {
    return local(ClusterOptions.DEFAULTS);
  }

  /// As [#local()], with functions.
  @CheckReturnValue
  public static Coroutine<Cluster> local(ClusterOptions options) {
    return () -> join("local", options, LocalFabric::new);
  }

  /// Joins the cluster of that name with the defaults: processes of one user on this machine.
  @CheckReturnValue
  public static Coroutine<Cluster> join(String name) {
    return join(name, ClusterOptions.DEFAULTS);
  }

  /// Joins the cluster of that name; founds it where there is none. Suspends until a majority of its
  /// members knows this one, which may be for ever: use a time limit. Cancelled meanwhile, it has not
  /// joined.
  ///
  /// On one machine, the first process founds the cluster. On several, the majority of the addresses
  /// does. A member that has been lost to the others and comes back is the same, with a new session.
  ///
  /// Awaiting throws [ClusterException] if the members speak another version of the protocol, or on
  /// one machine do not answer; [IllegalArgumentException] if members beyond this machine are named
  /// without a key; and what goes wrong with sockets and files.
  @CheckReturnValue
  public static Coroutine<Cluster> join(String name, ClusterOptions options) {
    return () -> {
      Place place = await(toThread(() -> {
        ProcessFabric.loadEngine();
        return options.place(); // which asks for the addresses of names
      }));
      return join(
          name,
          options,
          (loop, self) ->
              new ProcessFabric(
                  loop, self, name, place, options.lease().dividedBy(2), options.key()));
    };
  }

  static Cluster join(
      String name, ClusterOptions options, BiFunction<EventLoop, Member, Fabric> fabric)
      throws Exception {
    EventLoop loop = getRunningLoop();
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    var codec = new Codec(options.allowed(), options.mostBytes(), classes);
    var settings =
        new Node.Settings(
            options.functions(),
            codec,
            options.lease(),
            options.mostInFlight(),
            options.protocolVersion());
    String id = options.memberName() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Member self = new Member(options.memberName(), id);
    Node node = new Node(loop, self, settings, fabric.apply(loop, self));
    node.join();
    return new Cluster(name, node);
  }

  // Members

  /// The name of the cluster.
  public String name() {
    return name;
  }

  /// This member.
  public Member self() {
    return node.self();
  }

  /// The members that can be reached now, this one included, the oldest first.
  public List<Member> currentMembers() {
    return node.members();
  }

  /// The members to a majority of which what is shared needs to be known: one, three or five of those
  /// on one machine; as many as there are places on several. A voter that is lost stays one until a
  /// member takes its place. With three, one may die; two, before a new one votes, end the locks and
  /// queues for good.
  public List<Member> currentVoters() {
    return node.voters();
  }

  /// What happens to the members, as it happens: first [MemberEvent.Joined] for each that is there. Ends
  /// when this member leaves. Each call gives a generator of its own; close it when you have enough.
  ///
  /// {@snippet lang="java":
  /// for (var event : cluster.members()) {               // async for event in cluster.members():
  ///   switch (event) {
  ///     case MemberEvent.Joined(var member) -> IO.println(member + " is here");
  ///     case MemberEvent.Suspected(var member) -> IO.println(member + " does not answer");
  ///     case MemberEvent.Left(var member) -> IO.println(member + " is gone");
  ///   }
  /// }
  /// }
  ///
  /// Under a partition of the network, each side sees the members of the other as gone, and as joined
  /// when it heals.
  public AsyncGenerator<MemberEvent> members() {
    return node.events();
  }

  // Functions

  /// Has `function` run where there is least to do: see [Placement#submit].
  ///
  /// @throws IllegalArgumentException if the function is not registered here
  /// @throws NotAllowedException if the argument cannot be sent
  public <A extends @Nullable Object, R extends @Nullable Object> Future<R> submit(
      RemoteFunction<A, R> function, A argument) {
    return anywhere.submit(function, argument);
  }

  /// Submits to `member`: see [Placement#on(Member)].
  public Placement on(Member member) {
    return anywhere.on(member);
  }

  /// Submits to the member that `key` belongs to: see [Placement#on(String)].
  public Placement on(String key) {
    return anywhere.on(key);
  }

  /// Submits anew if a member is lost: see [Placement#withRetries].
  public Placement withRetries(int retries) {
    return anywhere.withRetries(retries);
  }

  /// A call that runs `function` where there is least to do: see [Placement#callable].
  ///
  /// @throws IllegalArgumentException if the function is not registered here
  public <A extends @Nullable Object, R extends @Nullable Object> Callable<R> callable(
      RemoteFunction<A, R> function, A argument) {
    return anywhere.callable(function, argument);
  }

  /// Waits for [#callable] calls in threads of its own, one each, which cost next to nothing:
  ///
  /// {@snippet lang="java":
  /// Report report =
  ///     await(loop.runInExecutor(cluster.executor(), cluster.callable(Reports::daily, day)));
  /// }
  ///
  /// Any other code that it is given runs in this process.
  public Executor executor() {
    return call -> Thread.ofVirtual().name("jasyncio-cluster-call").start(call);
  }

  // What members share

  /// The lock of that name.
  public ClusterLock lock(String name) {
    return new ClusterLock(node, name);
  }

  /// The semaphore of that name.
  ///
  /// @param permits how many there are, the same for all members
  /// @throws IllegalArgumentException if there is less than one
  public ClusterSemaphore semaphore(String name, int permits) {
    return new ClusterSemaphore(node, name, permits);
  }

  /// The event of that name.
  public ClusterEvent event(String name) {
    return new ClusterEvent(node, name);
  }

  /// The barrier of that name.
  ///
  /// @param parties for how many tasks it is, the same for all members
  /// @throws IllegalArgumentException if there is less than one
  public ClusterBarrier barrier(String name, int parties) {
    return new ClusterBarrier(node, name, parties);
  }

  /// The queue of that name, without a limit.
  public <T> ClusterQueue<T> queue(String name) {
    return queue(name, 0);
  }

  /// The queue of that name.
  ///
  /// @param maxsize how many items there may be when this member puts one; zero or less means any
  ///     number
  public <T> ClusterQueue<T> queue(String name, int maxsize) {
    return new ClusterQueue<>(node, name, maxsize);
  }

  /// The broadcast of that name.
  public <T> ClusterBroadcast<T> broadcast(String name) {
    return new ClusterBroadcast<>(node, name);
  }

  /// The election of that name.
  public ClusterElection leader(String name) {
    return new ClusterElection(node, name);
  }

  // Leaving

  /// Leaves the cluster; suspends until that is done. What is held goes to others at once, waits fail
  /// with [MajorityLostException], functions that run here for others are cancelled, and those that run
  /// elsewhere for this member, too. May be repeated.
  @CheckReturnValue
  public Coroutine<Void> leave() {
    return Coroutine.of(node::close);
  }

  /// Awaits [#leave()], for try-with-resources.
  @Override
  public void close() {
    node.close();
  }

  @Override
  public String toString() {
    return "Cluster[" + name + ", member=" + self() + "]";
  }
}
