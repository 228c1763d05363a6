package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The common behaviour of all kinds of queues, and the order of each.
class QueueKindsTest {

  @Nested
  class Fifo extends Any {
    Fifo() {
      super(Queue::new);
    }
  }

  @Nested
  class Lifo extends Any {
    Lifo() {
      super(LifoQueue::new);
    }

    @Test
    @Mirrors("test_queues.LifoQueueTests.test_order")
    void givesTheNewestItemFirst() {
      assertThat(putAndGet(new LifoQueue<>(), List.of(1, 3, 2))).containsExactly(2, 3, 1);
    }
  }

  @Nested
  class Priority extends Any {
    Priority() {
      super(PriorityQueue::new);
    }

    private record Job(int urgency, String name) {}

    @Test
    @Mirrors("test_queues.PriorityQueueTests.test_order")
    void givesTheLeastItemFirst() {
      assertThat(putAndGet(new PriorityQueue<>(), List.of(1, 3, 2))).containsExactly(1, 2, 3);
    }

    @Test
    void ordersItemsAsItIsTold() {
      Queue<Integer> queue = new PriorityQueue<>(0, Comparator.reverseOrder());

      assertThat(putAndGet(queue, List.of(1, 3, 2))).containsExactly(3, 2, 1);
    }

    @Test
    void givesEqualItemsInTheOrderInWhichTheyWerePut() {
      Queue<Job> queue = new PriorityQueue<>(0, Comparator.comparingInt(Job::urgency));
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        jobs.add(new Job(i % 2, "job " + i));
      }

      List<Job> got = putAndGet(queue, jobs);

      jobs.sort(Comparator.comparingInt(Job::urgency)); // which is stable
      assertThat(got).isEqualTo(jobs);
    }

    @Test
    void refusesItemsThatHaveNoOrder() {
      Queue<Object> queue = new PriorityQueue<>();
      queue.putNowait("a");

      assertThatThrownBy(() -> queue.putNowait(1)).isInstanceOf(ClassCastException.class);
      assertThat(queue.qsize()).isOne();
    }

    @AsyncTest(seeds = 20, strictOrder = true)
    void givesTheRoomOfAnItemThatHasNoOrderToTheNext() {
      Queue<Object> queue = new PriorityQueue<>(2);
      queue.putNowait("a");
      queue.putNowait("b");
      Task<Void> refused = createTask(queue.put(1));
      Task<Void> next = createTask(queue.put("c"));
      yieldTurn();

      queue.getNowait();

      assertThatThrownBy(() -> await(refused)).isInstanceOf(ClassCastException.class);
      await(waitFor(next, seconds(1)));
    }

    @Test
    void showsItsItemsInTheirOrder() {
      Queue<Integer> queue = new PriorityQueue<>();
      List.of(3, 1, 2).forEach(queue::putNowait);

      assertThat(queue).hasToString("PriorityQueue[maxsize=0, items=[1, 2, 3], tasks=3]");
    }
  }

  private static <T> List<T> putAndGet(Queue<T> queue, List<T> items) {
    items.forEach(queue::putNowait);
    List<T> got = new ArrayList<>();
    while (!queue.empty()) {
      got.add(queue.getNowait());
    }
    return got;
  }

  abstract static class Any {
    private final IntFunction<Queue<Integer>> make;

    Any(IntFunction<Queue<Integer>> make) {
      this.make = make;
    }

    @Test
    @Mirrors("test_queues._QueueJoinTestMixin.test_task_done_underflow")
    void refusesMoreTasksDoneThanItemsWerePut() {
      assertThatThrownBy(make.apply(0)::taskDone)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("called more often than items were put");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues._QueueJoinTestMixin.test_task_done")
    void isJoinedWhenTheWorkOnEachItemIsDone(VirtualClock clock) {
      Queue<Integer> queue = make.apply(0);
      for (int item = 0; item < 100; item++) {
        queue.putNowait(item);
      }
      List<Integer> done = new ArrayList<>();

      await(
          taskGroup(group -> {
            for (int worker = 0; worker < 2; worker++) {
              group.createTask(() -> {
                for (int item : queue) {
                  await(clock.runUntilIdle());
                  done.add(item);
                  queue.taskDone();
                }
              });
            }
            await(queue.join());
            assertThat(done).hasSize(100).doesNotHaveDuplicates();
            queue.shutdown();
          }));
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues._QueueJoinTestMixin.test_join_empty_queue")
    void isJoinedAtOnceIfNothingWasPut() {
      Queue<Integer> queue = make.apply(0);

      await(queue.join());
      await(queue.join());
    }

    private static void assertShutDown(Queue<Integer> queue) {
      assertThatThrownBy(() -> await(queue.put(1))).isInstanceOf(QueueShutDownException.class);
      assertThatThrownBy(() -> queue.putNowait(1)).isInstanceOf(QueueShutDownException.class);
      assertThatThrownBy(() -> await(queue.get())).isInstanceOf(QueueShutDownException.class);
      assertThatThrownBy(queue::getNowait).isInstanceOf(QueueShutDownException.class);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues._QueueShutdownTestMixin.test_shutdown_empty")
    void endsAGetThatWaitsWhenItIsShutDown(VirtualClock clock) {
      Queue<Integer> queue = make.apply(0);
      Task<Integer> getter = createTask(queue.get());
      await(clock.runUntilIdle());

      queue.shutdown();

      await(queue.join());
      await(clock.runUntilIdle());
      assertThat(getter.exception()).isInstanceOf(QueueShutDownException.class);
      assertShutDown(queue);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues._QueueShutdownTestMixin.test_shutdown_nonempty")
    void givesWhatItHasAfterItIsShutDown(VirtualClock clock) {
      Queue<Integer> queue = make.apply(1);
      queue.putNowait(1);
      Task<Void> joiner = createTask(queue.join());
      Task<Void> putter = createTask(queue.put(2));
      await(clock.runUntilIdle());

      queue.shutdown();

      assertThat(queue.qsize()).isOne();
      await(clock.runUntilIdle());
      assertThat(putter.exception()).isInstanceOf(QueueShutDownException.class);
      assertThat(await(queue.get())).isEqualTo(1);
      await(clock.runUntilIdle());
      assertThat(joiner.done()).isFalse();
      assertShutDown(queue);
      queue.taskDone();
      await(joiner);
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues._QueueShutdownTestMixin.test_shutdown_immediate")
    void dropsWhatItHasWhenItIsShutDownImmediately(VirtualClock clock) {
      Queue<Integer> queue = make.apply(0);
      queue.putNowait(1);
      Task<Void> joiner = createTask(queue.join());
      await(clock.runUntilIdle());

      queue.shutdown(true);

      assertThat(queue.qsize()).isZero();
      await(joiner);
      assertShutDown(queue);
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues._QueueShutdownTestMixin.test_shutdown_immediate_with_unfinished")
    void isJoinedWhenWhatWasTakenBeforeAnImmediateShutdownIsDone(VirtualClock clock) {
      Queue<Integer> queue = make.apply(0);
      queue.putNowait(1);
      queue.putNowait(1);
      Task<Void> joiner = createTask(queue.join());
      assertThat(await(queue.get())).isEqualTo(1);

      queue.shutdown(true);

      assertThat(queue.qsize()).isZero();
      await(clock.runUntilIdle());
      assertThat(joiner.done()).isFalse();
      assertShutDown(queue);
      queue.taskDone();
      await(joiner);
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }
  }
}
