package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.select;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Broadcast.Overflow;
import jasyncio.Broadcast.Subscription;
import jasyncio.RandomTasks.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/// Properties of primitives under random use and cancellation: nothing is lost, and no task is
/// forgotten or overtaken. Each primitive runs beside a model that is too simple to be wrong.
@AddLifecycleHook(ReplaySeed.class)
class SynchronizationPropertyTest {
  private static final int TRIES = 500;

  private int itemCount;

  @Provide
  Arbitrary<RandomTasks> randomTasks() {
    return RandomTasks.arbitrary();
  }

  /// The tasks that wait for their turn, in the order of their arrival.
  private static final class Line {
    private final List<Task<?>> waiting = new ArrayList<>();

    /// Waits for `turn`; no task that arrived earlier may be left, unless it is being cancelled.
    <T> T await(Coroutine<T> turn) {
      Task<?> me = Objects.requireNonNull(currentTask());
      waiting.add(me);
      try {
        T value = Asyncio.await(turn);
        assertThat(waiting.subList(0, waiting.indexOf(me)))
            .as("overtaken by " + me)
            .allMatch(task -> task.cancelling() > 0);
        return value;
      } finally {
        waiting.remove(me);
      }
    }

    boolean isEmpty() {
      return waiting.isEmpty();
    }
  }

  /// Tasks that hold a permit, of which there is a limited number.
  private static final class Holders {
    private final Line line = new Line();
    private int count;

    void hold(Coroutine<Guard> acquire, int limit, Step step) {
      try (var _ = line.await(acquire)) {
        count++;
        assertThat(count).as("holders").isLessThanOrEqualTo(limit);
        try {
          step.doWork();
        } finally {
          count--;
        }
      }
    }

    void assertNoTaskWaitsInVain(int limit) {
      assertThat(line.isEmpty() || count >= limit).as("%d hold, others wait", count).isTrue();
    }
  }

  @Property(tries = TRIES)
  void lockIsHeldByOneAfterTheOther(@ForAll("randomTasks") RandomTasks tasks) {
    Lock lock = new Lock();
    Holders holders = new Holders();

    tasks.run(
        step -> holders.hold(lock.acquire(), 1, step),
        () -> holders.assertNoTaskWaitsInVain(1),
        () -> {});

    assertThat(lock).hasToString("Lock[unlocked]");
  }

  @Property(tries = TRIES)
  void semaphoreIsHeldByAsManyAsItHasPermits(
      @ForAll("randomTasks") RandomTasks tasks, @ForAll @IntRange(min = 1, max = 3) int permits) {
    Semaphore semaphore = new BoundedSemaphore(permits);
    Holders holders = new Holders();

    tasks.run(
        step -> holders.hold(semaphore.acquire(), permits, step),
        () -> holders.assertNoTaskWaitsInVain(permits),
        () -> {});

    assertThat(semaphore).hasToString("BoundedSemaphore[unlocked, value=" + permits + "]");
  }

  /// Some steps resize it, to two at most.
  @Property(tries = TRIES)
  void capacityLimiterHandsOutAllItHasAndNoMore(@ForAll("randomTasks") RandomTasks tasks) {
    CapacityLimiter limiter = new CapacityLimiter(1);
    Holders holders = new Holders();

    tasks.run(
        step -> {
          if (step.choice(3) == 0) {
            limiter.total(step.work());
          } else {
            holders.hold(limiter.acquire(), 2, step);
          }
        },
        () -> holders.assertNoTaskWaitsInVain(limiter.total()),
        () -> limiter.total(1));

    assertThat(limiter).hasToString("CapacityLimiter[0/1]");
  }

  @Property(tries = TRIES)
  void eventWakesAllWaitingTasksWhenItIsSet(@ForAll("randomTasks") RandomTasks tasks) {
    Event event = new Event();
    Set<Object> waiting = new HashSet<>();
    // the tasks for which it was set
    Set<Object> woken = new HashSet<>();

    tasks.run(
        step -> {
          switch (step.choice(4)) {
            case 0 -> {
              event.set();
              woken.addAll(waiting);
            }
            case 1 -> event.clear();
            default -> {
              Object me = new Object();
              (event.isSet() ? woken : waiting).add(me);
              try {
                await(event.waitSet());
                assertThat(woken).contains(me);
              } finally {
                waiting.remove(me);
                woken.remove(me);
              }
            }
          }
        },
        () -> assertThat(woken).as("still waiting").isEmpty(),
        () -> {
          event.set();
          woken.addAll(waiting);
        });

    assertThat(event).hasToString("Event[set]");
  }

  /// Consumers wait for a stock that producers add to, one signal for each piece.
  @Property(tries = TRIES)
  void conditionLosesNoSignal(@ForAll("randomTasks") RandomTasks tasks) {
    Condition condition = new Condition();
    int[] stock = {0};
    int[] waiting = {0};

    tasks.run(
        step -> {
          if (step.choice(2) == 0) {
            try (var _ = await(condition.acquire())) {
              step.doWork();
              stock[0]++;
              condition.signal();
            }
          } else {
            try (var _ = await(condition.acquire())) {
              waiting[0]++;
              try {
                await(condition.waitFor(() -> stock[0] > 0));
              } finally {
                waiting[0]--;
              }
              assertThat(condition.locked()).isTrue();
              stock[0]--;
            }
          }
        },
        () ->
            assertThat(stock[0] > 0 && !condition.locked() && waiting[0] > 0)
                .as("%d wait for one of %d pieces", waiting[0], stock[0])
                .isFalse(),
        () -> {
          try (var _ = await(condition.acquire())) {
            stock[0] = 1_000;
            condition.signalAll();
          }
        });

    assertThat(condition).hasToString("Condition[unlocked]");
  }

  @Property(tries = TRIES)
  void barrierLetsAllGoTogether(
      @ForAll("randomTasks") RandomTasks tasks, @ForAll @IntRange(min = 1, max = 3) int parties) {
    Barrier barrier = new Barrier(parties);
    int[] arrived = {0};
    int[] waiting = {0};
    int[] passed = {0};

    tasks.run(
        step -> {
          arrived[0]++;
          waiting[0]++;
          try {
            assertThat(await(barrier.waitAll())).isBetween(0, parties - 1);
            passed[0]++;
            assertThat(passed[0]).isLessThanOrEqualTo(arrived[0] / parties * parties);
          } catch (BrokenBarrierException e) {
            assertThat(barrier.broken()).isTrue();
          } finally {
            waiting[0]--;
          }
        },
        () -> assertThat(waiting[0]).isLessThan(parties).isEqualTo(barrier.nWaiting()),
        () -> await(barrier.abort()));

    assertThat(waiting[0]).isZero();
  }

  /// A queue and a model of its content.
  private static final class ModelledQueue {
    private final Queue<Integer> queue;
    private final java.util.Queue<Integer> items;
    private int unfinished;
    private int getting;
    private int putting;
    private int joining;

    ModelledQueue(Queue<Integer> queue, java.util.Queue<Integer> items) {
      this.queue = queue;
      this.items = items;
    }

    static ModelledQueue of(Kind kind, int maxsize) {
      return switch (kind) {
        case FIFO -> new ModelledQueue(new Queue<>(maxsize), new ArrayDeque<>());
        case LIFO ->
            new ModelledQueue(
                new LifoQueue<>(maxsize), Collections.asLifoQueue(new ArrayDeque<>()));
        case PRIORITY ->
            new ModelledQueue(new PriorityQueue<>(maxsize), new java.util.PriorityQueue<>());
      };
    }

    void put(int item) {
      putting++;
      try {
        await(queue.put(item));
      } finally {
        putting--;
      }
      items.add(item);
      unfinished++;
      assertSame();
    }

    void get() {
      getting++;
      try {
        got(await(queue.get()));
      } finally {
        getting--;
      }
    }

    void got(int item) {
      assertThat(item).isEqualTo(items.poll());
      assertSame();
      unfinished--;
      queue.taskDone();
    }

    void join() {
      joining++;
      try {
        await(queue.join());
      } finally {
        joining--;
      }
    }

    private void assertSame() {
      assertThat(queue.qsize()).isEqualTo(items.size());
      assertThat(queue.maxsize() == 0 || queue.qsize() <= queue.maxsize()).isTrue();
    }

    void assertNoTaskWaitsInVain() {
      assertSame();
      assertThat(getting == 0 || queue.empty())
          .as("%d wait for an item in %s", getting, queue)
          .isTrue();
      assertThat(putting == 0 || queue.full())
          .as("%d wait for room in %s", putting, queue)
          .isTrue();
      assertThat(joining == 0 || unfinished > 0).as("%d wait to join %s", joining, queue).isTrue();
    }

    void end() {
      queue.shutdown(true);
    }
  }

  enum Kind {
    FIFO,
    LIFO,
    PRIORITY
  }

  /// No two are the same, and they do not come in their natural order.
  private int nextItem(Step step) {
    return 1_000 * step.choice() + itemCount++;
  }

  @Property(tries = TRIES)
  void queueLosesNoItemAndForgetsNoTask(
      @ForAll("randomTasks") RandomTasks tasks,
      @ForAll Kind kind,
      @ForAll @IntRange(max = 2) int maxsize) {
    ModelledQueue queue = ModelledQueue.of(kind, maxsize);

    tasks.run(
        step -> {
          try {
            switch (step.choice(5)) {
              case 0, 1 -> queue.put(nextItem(step));
              case 2, 3 -> queue.get();
              default -> queue.join();
            }
          } catch (QueueShutDownException e) {
            assertThat(queue.queue.ended()).isTrue();
          }
        },
        queue::assertNoTaskWaitsInVain,
        queue::end);
  }

  @Property(tries = TRIES)
  void selectTakesOneItemAndForgetsNoTask(@ForAll("randomTasks") RandomTasks tasks) {
    List<ModelledQueue> queues =
        List.of(ModelledQueue.of(Kind.FIFO, 1), ModelledQueue.of(Kind.FIFO, 0));

    tasks.run(
        step -> {
          ModelledQueue queue = queues.get(step.choice(2));
          try {
            switch (step.choice(5)) {
              case 0, 1 -> queue.put(nextItem(step));
              case 2 -> queue.get();
              default -> selectFrom(queue, queues.get(1 - step.choice(2)));
            }
          } catch (QueueShutDownException e) {
            assertThat(queue.queue.ended()).isTrue();
          }
        },
        () -> queues.forEach(ModelledQueue::assertNoTaskWaitsInVain),
        () -> queues.forEach(ModelledQueue::end));
  }

  private static void selectFrom(ModelledQueue first, ModelledQueue second) {
    first.getting++;
    second.getting++;
    try {
      Selected<Integer> selected = await(select(first.queue, second.queue));
      (selected.queue() == first.queue ? first : second).got(selected.item());
    } finally {
      first.getting--;
      second.getting--;
    }
  }

  @Property(tries = TRIES)
  void broadcastGivesTheSameToAll(@ForAll("randomTasks") RandomTasks tasks) {
    Broadcast<Integer> broadcast = new Broadcast<>();
    List<Integer> published = new ArrayList<>();
    List<Subscriber> subscribers = new ArrayList<>();
    for (Overflow overflow : Overflow.values()) {
      subscribers.add(new Subscriber(broadcast.subscribe(2, overflow)));
    }

    tasks.run(
        step -> {
          subscribers.forEach(Subscriber::start);
          int item = nextItem(step);
          await(broadcast.publish(item));
          published.add(item);
        },
        () -> {},
        broadcast::shutdown);

    subscribers.forEach(subscriber -> subscriber.assertSaw(published));
  }

  /// Takes a millisecond for each item.
  private static final class Subscriber {
    private final Subscription<Integer> subscription;
    private final List<Integer> seen = new ArrayList<>();
    private boolean started;

    Subscriber(Subscription<Integer> subscription) {
      this.subscription = subscription;
    }

    void start() {
      if (!started) {
        started = true;
        createTask(() -> {
          for (int item : subscription) {
            seen.add(item);
            await(sleep(millis(1)));
          }
        });
      }
    }

    void assertSaw(List<Integer> published) {
      assertThat(seen.size() + subscription.dropped()).isEqualTo(published.size());
      assertThat(published).containsSubsequence(seen);
    }
  }
}
