package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.Asyncio.waitOn;
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

class ConditionTest {
  private final Condition condition = new Condition();
  private final List<String> events = new ArrayList<>();
  private boolean ready;

  /// A task that waits for a signal, records that and keeps the lock.
  private Task<Void> waiter(String name) {
    return createTask(() -> {
      await(condition.acquire());
      await(condition.waitNotified());
      events.add(name);
    });
  }

  /// A task that waits, in the scope of the lock, until `ready`.
  private Task<Void> waiterInScope(List<Throwable> thrown) {
    return createTask(() -> {
      try (var _ = await(condition.acquire())) {
        await(condition.waitFor(() -> ready));
      } catch (CancelledError e) {
        thrown.add(e);
        throw e;
      }
    });
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  @Mirrors("test_locks.ConditionTests.test_repr")
  void tellsInItsTextWhetherItIsLockedAndHowManyWait(VirtualClock clock) {
    assertThat(condition).hasToString("Condition[unlocked]");
    waiterInScope(new ArrayList<>());
    waiterInScope(new ArrayList<>());
    await(clock.runUntilIdle());
    assertThat(condition).hasToString("Condition[unlocked, waiters=2]");

    try (var _ = await(condition.acquire())) {
      assertThat(condition).hasToString("Condition[locked, waiters=2]");
    }
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.ConditionTests.test_wait")
  void letsSignalledTasksGoOnWhenTheLockIsReleased() {
    waiter("first");
    waiter("second");
    waiter("third");
    yieldTurn();
    assertThat(condition.locked()).isFalse();

    await(condition.acquire());
    condition.signal();
    yieldTurn();
    assertThat(events).isEmpty();

    condition.release();
    yieldTurn();
    assertThat(events).containsExactly("first");
    assertThat(condition.locked()).isTrue();

    condition.signal(2);
    yieldTurn();
    assertThat(events).containsExactly("first");

    condition.release();
    yieldTurn();
    assertThat(events).containsExactly("first", "second");

    condition.release();
    yieldTurn();
    assertThat(events).containsExactly("first", "second", "third");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.ConditionTests.test_wait_unacquired")
  void refusesToWaitWithoutTheLock() {
    assertThatThrownBy(() -> await(condition.waitNotified()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("waitNotified() on Condition[unlocked]: acquire the condition's lock first");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.ConditionTests.test_wait_for")
  void waitsThroughSignalsUntilThePredicateIsTrue(VirtualClock clock) {
    Task<Void> task = waiterInScope(new ArrayList<>());
    await(clock.runUntilIdle());
    signalAll();
    await(clock.runUntilIdle());
    await(clock.runUntilIdle());
    assertThat(task.done()).isFalse();

    ready = true;
    signalAll();

    await(task);
  }

  private void signalAll() {
    try (var _ = await(condition.acquire())) {
      condition.signalAll();
    }
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.ConditionTests.test_wait_for_unacquired")
  void asksForTheLockOnlyIfThePredicateIsFalse() {
    await(condition.waitFor(() -> true));

    assertThatThrownBy(() -> await(condition.waitFor(() -> false)))
        .isInstanceOf(IllegalStateException.class);
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.ConditionTests.test_notify")
  void wakesAsManyAsAreSignalledInTheirOrder() {
    List<Task<Void>> tasks = List.of(waiter("first"), waiter("second"), waiter("third"));
    yieldTurn();

    await(condition.acquire());
    condition.signal(1);
    condition.release();
    yieldTurn();
    assertThat(events).containsExactly("first");

    condition.signal(1);
    condition.signal(2048);
    condition.release();
    yieldTurn();
    assertThat(events).containsExactly("first", "second");

    condition.release();
    await(tasks.get(2));
    assertThat(events).containsExactly("first", "second", "third");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.ConditionTests.test_notify_all")
  void wakesAllInTheirOrder() {
    waiter("first");
    waiter("second");
    yieldTurn();

    signalAll();
    yieldTurn();
    assertThat(events).containsExactly("first");

    condition.release();
    yieldTurn();
    assertThat(events).containsExactly("first", "second");
  }

  @Test
  @Mirrors("test_locks.ConditionTests.test_notify_unacquired")
  void refusesToSignalWithoutTheLock() {
    assertThatThrownBy(condition::signal)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("signal() on Condition[unlocked]: acquire the condition's lock first");
  }

  @Test
  @Mirrors("test_locks.ConditionTests.test_notify_all_unacquired")
  void refusesToSignalAllWithoutTheLock() {
    assertThatThrownBy(condition::signalAll)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("signalAll() on Condition[unlocked]: acquire the condition's lock first");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.ConditionTests.test_context_manager")
  void isLockedWithinItsScope() {
    try (var _ = await(condition.acquire())) {
      assertThat(condition.locked()).isTrue();
    }

    assertThat(condition.locked()).isFalse();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.ConditionTests.test_explicit_lock")
  void sharesTheLockThatItIsGiven() {
    Lock lock = new Lock();
    Condition of = new Condition(lock);

    try (var _ = await(of.acquire())) {
      assertThat(lock.locked()).isTrue();
    }
    assertThat(lock.locked()).isFalse();
    try (var _ = await(lock.acquire())) {
      assertThat(of.locked()).isTrue();
    }
    assertThat(of.locked()).isFalse();
  }

  @AsyncTest(seeds = 20)
  void canHaveItsLockReleasedByTheGuardAfterAWait(VirtualClock clock) {
    Task<Void> task = waiterInScope(new ArrayList<>());
    await(clock.runUntilIdle());

    ready = true;
    signalAll();
    await(task);

    assertThat(condition.locked()).isFalse();
  }

  @Nested
  class Cancellation {

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.ConditionTests.test_wait_cancel")
    void leavesTheLockHeld() {
      await(condition.acquire());
      Task<Void> waiting = createTask(condition.waitNotified());
      getRunningLoop().callSoon(waiting::cancel);

      assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);

      assertThat(condition).hasToString("Condition[locked]");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.ConditionTests.test_wait_cancel_contested")
    void waitsForTheLockThatAnotherTaskHolds(VirtualClock clock) {
      await(condition.acquire());
      Task<Void> waiting = createTask(condition.waitNotified());
      await(clock.runUntilIdle());
      await(condition.acquire());
      condition.signal();
      getRunningLoop().callSoon(waiting::cancel);
      getRunningLoop().callSoon(condition::release);

      await(waitOn(List.of(waiting)));

      assertThat(condition.locked()).isTrue();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.ConditionTests.test_wait_cancel_after_notify")
    void isHeldBackUntilTheLockIsHeldAgain(VirtualClock clock) {
      List<Throwable> thrown = new ArrayList<>();
      Task<Void> waiting = waiterInScope(thrown);
      await(clock.runUntilIdle());
      await(condition.acquire());
      condition.signal();
      await(clock.runUntilIdle());

      waiting.cancel();
      await(clock.runUntilIdle());
      assertThat(waiting.done()).isFalse();
      condition.release();
      await(clock.runUntilIdle());

      assertThat(waiting.cancelled()).isTrue();
      assertThat(condition.locked()).isFalse();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.ConditionTests.test_cancelled_error_wakeup")
    void isThrownAsItIs(VirtualClock clock) {
      List<Throwable> thrown = new ArrayList<>();
      Task<Void> waiting = waiterInScope(thrown);
      await(clock.runUntilIdle());

      waiting.cancel("foo");

      Throwable seen = catchThrowable(() -> await(waiting));
      assertThat(seen).hasMessage("foo").isSameAs(thrown.getFirst());
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.ConditionTests.test_cancelled_error_re_aquire")
    void isThrownAsItIsIfItComesWhileTheLockIsAwaited(VirtualClock clock) {
      List<Throwable> thrown = new ArrayList<>();
      Task<Void> waiting = waiterInScope(thrown);
      await(clock.runUntilIdle());
      await(condition.acquire());
      ready = true;
      condition.signal();
      await(clock.runUntilIdle());

      waiting.cancel("foo");
      condition.release();

      Throwable seen = catchThrowable(() -> await(waiting));
      assertThat(seen).hasMessage("foo").isSameAs(thrown.getFirst());
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.ConditionTests.test_timeout_in_block")
    void cancellationByATimeLimitLeavesTheLockHeld() {
      try (var _ = await(condition.acquire())) {
        assertThatThrownBy(() -> await(waitFor(condition.waitNotified(), seconds(0.5))))
            .isInstanceOf(TimeoutException.class);

        assertThat(condition).hasToString("Condition[locked]");
      }
    }

    @Test
    void closingTheLoopEndsATaskThatCannotHaveTheLock() {
      TestLoop test = new TestLoop();
      Task<Void> waiting =
          test.loop.createTask(
              Coroutine.of(() -> {
                await(condition.acquire());
                await(condition.waitNotified());
              }));
      test.loop.createTask(
          Coroutine.of(() -> {
            await(condition.acquire());
            await(getRunningLoop().<Void>createFuture());
          }));
      test.turns(3);

      test.loop.close();

      assertThat(waiting.done()).isTrue();
    }
  }

  /// Two consumers, one of which is cancelled: the signal that it received is not lost.
  @Nested
  class ASignalToATaskThatIsCancelled {
    private int state;

    private Task<Void> consumer() {
      return createTask(() -> {
        try (var _ = await(condition.acquire())) {
          while (true) {
            await(condition.waitFor(() -> state != 0));
            if (state < 0) {
              return;
            }
            state--;
          }
        }
      });
    }

    private void produceAndCancel(Task<Void> cancelled, Action before) throws Exception {
      try (var _ = await(condition.acquire())) {
        state++;
        condition.signal(1);
        before.run();
        cancelled.cancel();
        await(timeout(seconds(0.01), condition.waitFor(() -> state == 0)));
      } catch (TimeoutException e) {
        events.add("nobody consumed");
      }
    }

    private void end() {
      try (var _ = await(condition.acquire())) {
        state = -1;
        condition.signalAll();
      }
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.ConditionTests.test_cancelled_wakeup")
    void goesToAnother(VirtualClock clock) throws Exception {
      List<Task<Void>> consumers = List.of(consumer(), consumer());
      await(clock.runUntilIdle());

      produceAndCancel(consumers.getFirst(), () -> {});

      assertThat(state).isZero();
      end();
      await(consumers.getLast());
    }

    @Test
    @Mirrors("test_locks.ConditionTests.test_cancelled_wakeup_relock")
    void goesToAnotherEvenIfItAwaitsTheLockAlready() {
      TestLoop.run(() -> {
        List<Task<Void>> consumers = List.of(consumer(), consumer());
        yieldTurn();

        produceAndCancel(consumers.getFirst(), TestLoop::yieldTurn);

        assertThat(state).isZero();
        end();
        await(consumers.getLast());
      });
    }
  }
}
