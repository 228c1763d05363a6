package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QueueTest {
  private final List<Object> events = new ArrayList<>();

  private static <T> Queue<T> holding(int maxsize, T item) {
    Queue<T> queue = new Queue<>(maxsize);
    queue.putNowait(item);
    return queue;
  }

  @Nested
  class ItsText {

    @AsyncTest(seeds = 20)
    @Mirrors({
      "test_queues.QueueBasicTests.test_repr",
      "test_queues.QueueBasicTests.test_str",
      "test_queues._QueueJoinTestMixin.test_format"
    })
    void showsItemsAndWaiters(VirtualClock clock) {
      Queue<Integer> queue = new Queue<>();
      assertThat(queue).hasToString("Queue[maxsize=0]");
      Task<Integer> getter = createTask(queue.get());
      await(clock.runUntilIdle());
      assertThat(queue).hasToString("Queue[maxsize=0, getters=1]");
      queue.putNowait(0);
      await(getter);
      assertThat(queue).hasToString("Queue[maxsize=0, tasks=1]");

      Queue<Integer> full = holding(1, 1);
      Task<Void> putter = createTask(full.put(2));
      await(clock.runUntilIdle());
      assertThat(full).hasToString("Queue[maxsize=1, items=[1], putters=1, tasks=1]");
      putter.cancel();
    }

    @Test
    @Mirrors("test_queues._QueueShutdownTestMixin.test_format")
    void showsAShutdown() {
      Queue<Integer> queue = new Queue<>();

      queue.shutdown();

      assertThat(queue).hasToString("Queue[maxsize=0, shut down]");
    }

    @AsyncTest(seeds = 20)
    void textOfATaskShowsThatItWaits(VirtualClock clock) {
      Task<Integer> getter = createTask(new Queue<Integer>().get());
      await(clock.runUntilIdle());

      assertThat(getter.toString()).contains("wait_for=Queue.get on Queue[");
      getter.cancel();
    }
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_queues.QueueBasicTests.test_empty")
  void isEmptyUnlessSomethingWasPut() {
    Queue<Integer> queue = new Queue<>();
    assertThat(queue.empty()).isTrue();

    await(queue.put(1));
    assertThat(queue.empty()).isFalse();

    await(queue.get());
    assertThat(queue.empty()).isTrue();
  }

  @Test
  @Mirrors("test_queues.QueueBasicTests.test_full")
  void isFullAtItsLimitOnly() {
    assertThat(new Queue<>().full()).isFalse();
    assertThat(new Queue<>(-1).full()).isFalse();
    assertThat(holding(2, 1).full()).isFalse();
    assertThat(holding(1, 1).full()).isTrue();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_queues.QueueBasicTests.test_order")
  void givesItemsInTheOrderInWhichTheyWerePut() {
    Queue<Integer> queue = new Queue<>();
    for (int item : List.of(1, 3, 2)) {
      await(queue.put(item));
    }

    List<Integer> items = List.of(await(queue.get()), await(queue.get()), await(queue.get()));

    assertThat(items).containsExactly(1, 3, 2);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_queues.QueueBasicTests.test_maxsize")
  void keepsAPutWaitingAtItsLimit(VirtualClock clock) {
    Queue<Integer> queue = new Queue<>(2);
    createTask(() -> {
      for (int item = 0; item < 3; item++) {
        await(queue.put(item));
        events.add(item);
      }
    });
    await(clock.runUntilIdle());
    await(clock.runUntilIdle());
    assertThat(queue.maxsize()).isEqualTo(2);
    assertThat(events).containsExactly(0, 1);

    assertThat(await(queue.get())).isEqualTo(0);
    await(clock.runUntilIdle());

    assertThat(events).containsExactly(0, 1, 2);
    assertThat(await(queue.get())).isEqualTo(1);
    assertThat(await(queue.get())).isEqualTo(2);
  }

  @Test
  void refusesNull() {
    Queue<Object> queue = new Queue<>();

    assertThatThrownBy(() -> queue.putNowait(nothing()))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("call shutdown()");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what is under test
  private static <T> T nothing() {
    return null;
  }

  @Test
  void refusesToMakeTasksOfAnotherLoopWait() {
    Queue<Integer> queue = new Queue<>(1);
    TestLoop.run(() -> {
      createTask(queue.get());
      yieldTurn();
    });
    queue.putNowait(1);

    TestLoop.run(() ->
        assertThatThrownBy(() -> await(queue.put(2)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageMatching("Queue\\[.*] belongs to .*, not to .*: make one for each loop"));
  }

  @Nested
  class Get {

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueueGetTests.test_blocking_get")
    void returnsAtOnceIfThereIsAnItem() {
      getRunningLoop().callSoon(() -> events.add("another turn"));

      assertThat(await(holding(0, 1).get())).isEqualTo(1);

      assertThat(events).isEmpty();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueueGetTests.test_get_with_putters")
    void wakesATaskThatWaitsToPut(VirtualClock clock) {
      Queue<Integer> queue = holding(1, 1);
      Task<Void> putter = createTask(queue.put(2));
      await(clock.runUntilIdle());

      assertThat(await(queue.get())).isEqualTo(1);

      await(putter);
      assertThat(await(queue.get())).isEqualTo(2);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueueGetTests.test_blocking_get_wait")
    void waitsUntilAnItemIsPut() {
      Queue<Integer> queue = new Queue<>();
      getRunningLoop().callLater(seconds(0.01), () -> queue.putNowait(1));

      assertThat(await(queue.get())).isEqualTo(1);
    }

    @Test
    @Mirrors("test_queues.QueueGetTests.test_nonblocking_get")
    void mayBeAskedNotToWait() {
      assertThat(holding(0, 1).getNowait()).isEqualTo(1);
    }

    @Test
    @Mirrors("test_queues.QueueGetTests.test_nonblocking_get_exception")
    void failsIfItIsAskedNotToWaitAndThereIsNoItem() {
      assertThatThrownBy(new Queue<>()::getNowait)
          .isInstanceOf(QueueEmptyException.class)
          .hasMessage("getNowait() on Queue[maxsize=0]: await get() to wait for an item");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueueGetTests.test_get_cancelled_race")
    void nextGetGetsTheItemIfTheFirstIsCancelled(VirtualClock clock) {
      Queue<String> queue = new Queue<>();
      Task<String> first = createTask(queue.get());
      Task<String> second = createTask(queue.get());
      await(clock.runUntilIdle());
      first.cancel();
      await(clock.runUntilIdle());
      assertThat(first.done()).isTrue();

      await(queue.put("a"));
      await(clock.runUntilIdle());

      assertThat(await(second)).isEqualTo("a");
    }

    @AsyncTest(seeds = 20, strictOrder = true)
    @Mirrors("test_queues.QueueGetTests.test_get_with_waiting_putters")
    void givesWhatTasksWaitedToPutInTheirOrder() {
      Queue<String> queue = new Queue<>(1);
      createTask(queue.put("a"));
      createTask(queue.put("b"));

      assertThat(await(queue.get())).isEqualTo("a");
      assertThat(await(queue.get())).isEqualTo("b");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueueGetTests.test_why_are_getters_waiting")
    void takesTurnsWithPuts() {
      Queue<Integer> queue = new Queue<>(1);

      await(
          taskGroup(group -> {
            group.createTask(() -> {
              for (int i = 0; i < 5; i++) {
                await(queue.put(i));
              }
            });
            group.createTask(() -> {
              for (int i = 0; i < 5; i++) {
                events.add(await(queue.get()));
              }
            });
          }));

      assertThat(events).containsExactly(0, 1, 2, 3, 4);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueueGetTests.test_cancelled_getters_not_being_held_in_self_getters")
    void leavesNoWaiterBehindWhenItsTimeIsOver() {
      Queue<Integer> queue = new Queue<>(5);

      assertThatThrownBy(() -> await(waitFor(queue.get(), seconds(0.1))))
          .isInstanceOf(TimeoutException.class);

      assertThat(queue).hasToString("Queue[maxsize=5]");
    }

    @AsyncTest
    void givesAnItemThatIsPutInTheTurnInWhichItsTimeIsOver() {
      Queue<Integer> queue = new Queue<>();
      getRunningLoop().callLater(seconds(1), () -> queue.putNowait(1));

      assertThat(await(waitFor(queue.get(), seconds(1)))).isEqualTo(1);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_get_cancel_drop_one_pending_reader")
    void losesNoItemIfItIsCancelledAfterItWasWoken(VirtualClock clock) {
      Queue<Integer> queue = new Queue<>();
      Task<Integer> reader = createTask(queue.get());
      await(clock.runUntilIdle());
      queue.putNowait(1);
      queue.putNowait(2);

      reader.cancel();

      assertThatThrownBy(() -> await(reader)).isInstanceOf(CancelledError.class);
      assertThat(await(queue.get())).isEqualTo(1);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_get_cancel_drop_many_pending_readers")
    void passesItsWakeupOnIfItIsCancelled(VirtualClock clock) {
      Queue<Integer> queue = new Queue<>();
      Task<Integer> first = createTask(queue.get());
      Task<Integer> second = createTask(queue.get());
      Task<Integer> third = createTask(queue.get());
      await(clock.runUntilIdle());
      queue.putNowait(1);
      queue.putNowait(2);

      first.cancel();

      assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);
      assertThat(await(gather(second, third))).containsExactlyInAnyOrder(1, 2);
    }
  }

  @Nested
  class Put {

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_blocking_put")
    void returnsAtOnceIfThereIsRoom() {
      Queue<Integer> queue = new Queue<>();
      getRunningLoop().callSoon(() -> events.add("another turn"));

      await(queue.put(1));

      assertThat(await(queue.get())).isEqualTo(1);
      assertThat(events).isEmpty();
    }

    @Test
    void doesNothingUntilItIsAwaited() {
      Queue<Integer> queue = new Queue<>();

      Coroutine<Void> put = queue.put(1);

      assertThat(queue.qsize()).isZero();
      TestLoop.run(() -> await(put));
      assertThat(queue.qsize()).isOne();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_blocking_put_wait")
    void waitsUntilThereIsRoom() {
      Queue<Integer> queue = holding(1, 1);
      getRunningLoop().callLater(seconds(0.01), queue::getNowait);

      await(queue.put(2));

      assertThat(queue.getNowait()).isEqualTo(2);
    }

    @Test
    @Mirrors("test_queues.QueuePutTests.test_nonblocking_put")
    void mayBeAskedNotToWait() {
      Queue<Integer> queue = new Queue<>();

      queue.putNowait(1);

      assertThat(queue.getNowait()).isEqualTo(1);
    }

    @Test
    @Mirrors("test_queues.QueuePutTests.test_nonblocking_put_exception")
    void failsIfItIsAskedNotToWaitAndThereIsNoRoom() {
      assertThatThrownBy(() -> holding(1, 1).putNowait(2))
          .isInstanceOf(QueueFullException.class)
          .hasMessage(
              "putNowait() on Queue[maxsize=1, items=[1], tasks=1]: await put() to wait for room");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_put_cancel_drop")
    void putsNothingIfItIsCancelledAfterItWasWoken(VirtualClock clock) {
      Queue<Integer> queue = holding(1, 1);
      Task<Void> writer = createTask(queue.put(2));
      await(clock.runUntilIdle());
      assertThat(queue.getNowait()).isEqualTo(1);

      writer.cancel();

      assertThatThrownBy(() -> await(writer)).isInstanceOf(CancelledError.class);
      await(queue.put(2));
      assertThat(queue.getNowait()).isEqualTo(2);
      assertThat(queue.qsize()).isZero();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_put_cancelled")
    void putByATaskIsDoneAsSoonAsItRuns() {
      Queue<Integer> queue = new Queue<>();
      Task<Void> putter = createTask(queue.put(1));

      assertThat(await(queue.get())).isEqualTo(1);

      assertThat(putter.done()).isTrue();
    }

    @AsyncTest(seeds = 20, strictOrder = true)
    @Mirrors("test_queues.QueuePutTests.test_put_cancelled_race")
    void keepsItsOrderIfAnotherIsCancelled() {
      Queue<String> queue = new Queue<>(1);
      Task<Void> a = createTask(queue.put("a"));
      Task<Void> b = createTask(queue.put("b"));
      Task<Void> cancelled = createTask(queue.put("X"));
      yieldTurn();
      assertThat(a.done()).isTrue();
      assertThat(b.done()).isFalse();

      cancelled.cancel();
      yieldTurn();

      assertThat(cancelled.done()).isTrue();
      assertThat(queue.getNowait()).isEqualTo("a");
      yieldTurn();
      assertThat(queue.getNowait()).isEqualTo("b");
      await(b);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_put_with_waiting_getters")
    void handsItsItemToATaskThatWaits(VirtualClock clock) {
      Queue<String> queue = new Queue<>();
      Task<String> getter = createTask(queue.get());
      await(clock.runUntilIdle());

      await(queue.put("a"));

      assertThat(await(getter)).isEqualTo("a");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_why_are_putters_waiting")
    void goesOnForEachItemThatIsTaken(VirtualClock clock) {
      Queue<Integer> queue = new Queue<>(2);

      await(
          taskGroup(group -> {
            group.createTask(() -> {
              await(clock.runUntilIdle());
              for (int count = queue.qsize(); count > 0; count--) {
                queue.getNowait();
              }
            });
            for (int item = 0; item < 4; item++) {
              group.createTask(queue.put(item));
            }
          }));

      assertThat(queue.qsize()).isEqualTo(2);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_cancelled_puts_not_being_held_in_self_putters")
    void leavesNoWaiterBehindWhenItIsCancelled(VirtualClock clock) {
      Queue<Integer> queue = holding(1, 1);
      Task<Void> putter = createTask(queue.put(2));
      await(clock.runUntilIdle());
      assertThat(queue.toString()).contains("putters=1");

      putter.cancel();

      assertThatThrownBy(() -> await(putter)).isInstanceOf(CancelledError.class);
      assertThat(queue.toString()).doesNotContain("putters");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_queues.QueuePutTests.test_cancelled_put_silence_value_error_exception")
    void isCancelledPlainlyAfterItWasWoken(VirtualClock clock) {
      Queue<Integer> queue = holding(1, 1);
      Task<Void> putter = createTask(queue.put(2));
      await(clock.runUntilIdle());
      queue.getNowait();

      putter.cancel();

      Throwable thrown = catchThrowable(() -> await(putter));
      assertThat(thrown).isInstanceOf(CancelledError.class).hasNoSuppressedExceptions();
    }

    @AsyncTest(seeds = 20)
    void passesItsTurnOnIfItIsCancelledAfterItWasWoken(VirtualClock clock) {
      Queue<Integer> queue = holding(1, 1);
      Task<Void> cancelled = createTask(queue.put(2));
      Task<Void> next = createTask(queue.put(3));
      await(clock.runUntilIdle());
      queue.getNowait();

      cancelled.cancel();

      await(waitFor(next, seconds(1)));
      assertThat(queue.getNowait()).isEqualTo(3);
    }
  }

  @Nested
  class AsAnIterable {

    @AsyncTest(seeds = 20)
    void givesItemsUntilItIsShutDown() {
      Queue<Integer> queue = new Queue<>(1);
      createTask(() -> {
        for (int item = 0; item < 3; item++) {
          await(queue.put(item));
        }
        queue.shutdown();
      });

      for (int item : queue) {
        events.add(item);
      }

      assertThat(events).containsExactly(0, 1, 2);
    }

    @AsyncTest(seeds = 20)
    void endsInEachOfItsTasks(VirtualClock clock) {
      Queue<Integer> queue = new Queue<>();
      await(
          taskGroup(group -> {
            for (int worker = 0; worker < 3; worker++) {
              group.createTask(() -> queue.forEach(events::add));
            }
            await(clock.runUntilIdle());
            queue.putNowait(1);
            queue.putNowait(2);
            queue.shutdown();
          }));

      assertThat(events).containsExactlyInAnyOrder(1, 2);
    }

    @AsyncTest(seeds = 20)
    void canBeLeftWithoutLosingAnItem() {
      Queue<Integer> queue = holding(0, 1);
      queue.putNowait(2);

      for (int item : queue) {
        events.add(item);
        break;
      }

      assertThat(events).containsExactly(1);
      assertThat(queue.getNowait()).isEqualTo(2);
    }
  }
}
