package jasyncio.cluster;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Broadcast;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.test.AsyncTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;

/// Three members in a simulation whose log loses proposals and changes its leader: what their tasks
/// see of each structure is what some sequential order of the operations gives.
///
/// `-Djasyncio.test.seeds=10000` tries more orders.
class LinearizabilityTest {
  private static final int SEEDS = 50;
  private static final int TASKS_PER_MEMBER = 2;
  private static final int OPERATIONS = 3;

  private RandomGenerator random;
  private SimulatedLog log;
  private List<Cluster> members;

  @BeforeEach
  void noMembers() {
    members = new ArrayList<>();
  }

  private interface Script {
    void run(Cluster cluster, int task) throws Exception;
  }

  /// Runs `script` in some tasks of each member, while the leader changes now and then.
  private void everyone(EventLoop loop, RandomGenerator random, Script script) {
    this.random = random;
    log = new SimulatedLog(loop, random);
    List<Coroutine<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(await(log.join(ClusterOptions.DEFAULTS.withMemberName("m" + i))));
    }
    for (Cluster member : members) {
      for (int i = 0; i < TASKS_PER_MEMBER; i++) {
        int task = tasks.size();
        tasks.add(Coroutine.of(() -> script.run(member, task)));
      }
    }
    tasks.add(
        Coroutine.of(() -> {
          for (int i = 0; i < 3; i++) {
            await(sleep(Duration.ofMillis(random.nextInt(20))));
            log.changeLeader();
          }
        }));
    await(gather(tasks));
    members.forEach(Cluster::close);
  }

  private void pause() {
    await(sleep(Duration.ofMillis(random.nextInt(10))));
  }

  // Permits

  private record Permit(boolean granted, long token) {}

  private record Held(TreeSet<Long> tokens, long last) {}

  private static Optional<Held> permits(int limit, Held state, Permit operation) {
    TreeSet<Long> tokens = new TreeSet<>(state.tokens);
    if (operation.granted) {
      boolean allowed = tokens.size() < limit && operation.token > state.last;
      tokens.add(operation.token);
      return allowed ? Optional.of(new Held(tokens, operation.token)) : Optional.empty();
    }
    return tokens.remove(operation.token)
        ? Optional.of(new Held(tokens, state.last))
        : Optional.empty();
  }

  private void permitsAreLinearizable(
      EventLoop loop, RandomGenerator random, int limit, Acquirer acquirer) {
    var history = new History<Permit, Held>((state, op) -> permits(limit, state, op));
    everyone(
        loop,
        random,
        (cluster, _) -> {
          for (int i = 0; i < OPERATIONS; i++) {
            var acquiring = history.begin();
            try (var hold = await(acquirer.of(cluster))) {
              long token = hold.token();
              acquiring.end(new Permit(true, token));
              pause();
              // the release takes effect some time after it was asked for: before the next one at
              // last
              history.begin().end(new Permit(false, token));
            }
            pause();
          }
        });

    assertThat(history.isLinearizable(new Held(new TreeSet<>(), 0))).as("%s", history).isTrue();
  }

  private interface Acquirer {
    Coroutine<Hold> of(Cluster cluster);
  }

  @AsyncTest(seeds = SEEDS)
  void locks(EventLoop loop, RandomGenerator random) {
    permitsAreLinearizable(loop, random, 1, cluster -> cluster.lock("x").acquire());
  }

  @AsyncTest(seeds = SEEDS)
  void semaphores(EventLoop loop, RandomGenerator random) {
    permitsAreLinearizable(loop, random, 2, cluster -> cluster.semaphore("x", 2).acquire());
  }

  @AsyncTest(seeds = SEEDS)
  void elections(EventLoop loop, RandomGenerator random) {
    permitsAreLinearizable(loop, random, 1, cluster -> cluster.leader("x").campaign());
  }

  // Events

  private sealed interface EventOperation {
    record Mark(boolean set) implements EventOperation {}

    record Look(boolean set) implements EventOperation {}

    record Wait() implements EventOperation {}
  }

  private static Optional<Boolean> event(boolean state, EventOperation operation) {
    return switch (operation) {
      case EventOperation.Mark(boolean set) -> Optional.of(set);
      case EventOperation.Look(boolean set) -> set == state ? Optional.of(state) : Optional.empty();
      case EventOperation.Wait() -> state ? Optional.of(true) : Optional.empty();
    };
  }

  @AsyncTest(seeds = SEEDS)
  void events(EventLoop loop, RandomGenerator random) {
    var history = new History<EventOperation, Boolean>(LinearizabilityTest::event);
    everyone(
        loop,
        random,
        (cluster, _) -> {
          var event = cluster.event("x");
          for (int i = 0; i < OPERATIONS; i++) {
            var operation = history.begin();
            if (random.nextBoolean()) {
              operation.end(new EventOperation.Look(await(event.isSet())));
            } else {
              boolean set = random.nextBoolean();
              await(set ? event.set() : event.clear());
              operation.end(new EventOperation.Mark(set));
            }
            pause();
          }
        });

    assertThat(history.isLinearizable(false)).as("%s", history).isTrue();
  }

  @AsyncTest(seeds = SEEDS)
  void eventsThatAreWaitedFor(EventLoop loop, RandomGenerator random) {
    var history = new History<EventOperation, Boolean>(LinearizabilityTest::event);
    everyone(
        loop,
        random,
        (cluster, task) -> {
          var event = cluster.event("x");
          var operation = history.begin();
          if (task == 0) {
            pause();
            operation = history.begin();
            await(event.set());
            operation.end(new EventOperation.Mark(true));
          } else {
            await(event.waitSet());
            operation.end(new EventOperation.Wait());
          }
        });

    assertThat(history.isLinearizable(false)).as("%s", history).isTrue();
  }

  // Barriers

  @AsyncTest(seeds = SEEDS)
  void barriers(EventLoop loop, RandomGenerator random) {
    record Passage(long arrived, long left, int place) {}
    List<Passage> passages = new ArrayList<>();
    everyone(
        loop,
        random,
        (cluster, _) -> {
          for (int i = 0; i < OPERATIONS; i++) {
            long arrived = loop.time();
            int place = await(cluster.barrier("x", 3).waitAll());
            passages.add(new Passage(arrived, loop.time(), place));
            pause();
          }
        });

    // at every moment, those that were let through can be covered by whole rounds of arrivals
    assertThat(passages).hasSize(3 * TASKS_PER_MEMBER * OPERATIONS);
    for (Passage passage : passages) {
      long through = passages.stream().filter(p -> p.left <= passage.left).count();
      long arrived = passages.stream().filter(p -> p.arrived <= passage.left).count();
      assertThat((through + 2) / 3 * 3).isLessThanOrEqualTo(arrived);
    }
    for (int place = 0; place < 3; place++) {
      int each = place;
      assertThat(passages).filteredOn(p -> p.place == each).hasSize(passages.size() / 3);
    }
  }

  // Queues

  private sealed interface QueueOperation {
    record Put(int item) implements QueueOperation {}

    record Get(int item) implements QueueOperation {}

    record Size(int size) implements QueueOperation {}
  }

  private static Optional<List<Integer>> queue(
      int maxsize, List<Integer> state, QueueOperation operation) {
    List<Integer> next = new ArrayList<>(state);
    boolean allowed =
        switch (operation) {
          case QueueOperation.Put(int item) -> state.size() < maxsize && next.add(item);
          case QueueOperation.Get(int item) -> !state.isEmpty() && next.removeFirst() == item;
          case QueueOperation.Size(int size) -> state.size() == size;
        };
    return allowed ? Optional.of(next) : Optional.empty();
  }

  @AsyncTest(seeds = SEEDS)
  void queues(EventLoop loop, RandomGenerator random) {
    int maxsize = 2;
    var history =
        new History<QueueOperation, List<Integer>>((state, op) -> queue(maxsize, state, op));
    everyone(
        loop,
        random,
        (cluster, task) -> {
          ClusterQueue<Integer> queue = cluster.queue("x", maxsize);
          for (int i = 0; i < OPERATIONS; i++) {
            var operation = history.begin();
            if (task % 2 == 0) {
              int item = task * 10 + i;
              await(queue.put(item));
              operation.end(new QueueOperation.Put(item));
            } else {
              var taken = await(queue.get());
              operation.end(new QueueOperation.Get(taken.item()));
              await(taken.taskDone());
            }
            var look = history.begin();
            look.end(new QueueOperation.Size(await(queue.qsize())));
            pause();
          }
        });

    assertThat(history.isLinearizable(List.of())).as("%s", history).isTrue();
  }

  // Broadcasts

  @AsyncTest(seeds = SEEDS)
  void broadcasts(EventLoop loop, RandomGenerator random) {
    int items = 3 * TASKS_PER_MEMBER * OPERATIONS;
    List<List<Integer>> seen = new ArrayList<>();
    everyone(
        loop,
        random,
        (cluster, task) -> {
          ClusterBroadcast<Integer> numbers = cluster.broadcast("x");
          try (var subscription = numbers.subscribe(items, Broadcast.Overflow.DROP_NEWEST)) {
            await(cluster.barrier("all have subscribed", 3 * TASKS_PER_MEMBER).waitAll());
            for (int i = 0; i < OPERATIONS; i++) {
              await(numbers.publish(task * 10 + i));
              pause();
            }
            List<Integer> received = new ArrayList<>();
            for (int i = 0; i < items; i++) {
              received.add(await(subscription.get()));
            }
            seen.add(received);
          }
        });

    assertThat(seen).hasSize(3 * TASKS_PER_MEMBER);
    assertThat(seen).allMatch(seen.getFirst()::equals);
  }
}
