package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockTest {
  private final Lock lock = new Lock();
  private final List<String> events = new ArrayList<>();

  /// A task that acquires the lock, records that and keeps it.
  private Task<Void> acquirer(String name) {
    return createTask(() -> {
      await(lock.acquire());
      events.add(name);
    });
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.LockTests.test_repr")
  void tellsInItsTextWhetherItIsLocked() {
    assertThat(lock).hasToString("Lock[unlocked]");

    await(lock.acquire());

    assertThat(lock).hasToString("Lock[locked]");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.LockTests.test_acquire")
  void letsOneTaskAfterTheOtherThrough() {
    await(lock.acquire());
    acquirer("first");
    acquirer("second");
    yieldTurn();
    assertThat(events).isEmpty();

    lock.release();
    yieldTurn();
    assertThat(events).containsExactly("first");
    yieldTurn();
    assertThat(events).containsExactly("first");

    acquirer("third");
    lock.release();
    yieldTurn();
    assertThat(events).containsExactly("first", "second");

    lock.release();
    yieldTurn();
    assertThat(events).containsExactly("first", "second", "third");
  }

  @AsyncTest(seeds = 20)
  void isAcquiredWithoutASwitchIfItIsFree() {
    getRunningLoop().callSoon(() -> events.add("another turn"));

    for (int i = 0; i < 3; i++) {
      await(lock.acquire()).close();
    }

    assertThat(events).isEmpty();
  }

  @AsyncTest(seeds = 20)
  void isNotTakenByALatecomerOnceATaskWasWoken(VirtualClock clock) {
    await(lock.acquire());
    acquirer("waited");
    await(clock.runUntilIdle());

    lock.release();
    acquirer("late");
    await(clock.runUntilIdle());
    assertThat(events).containsExactly("waited");

    lock.release();
    await(clock.runUntilIdle());
    assertThat(events).containsExactly("waited", "late");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.LockTests.test_acquire_cancel")
  void forgetsAWaiterThatIsCancelled() {
    await(lock.acquire());
    Task<Guard> task = createTask(lock.acquire());
    getRunningLoop().callSoon(task::cancel);

    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);

    assertThat(lock).hasToString("Lock[locked]");
  }

  @AsyncTest(seeds = 20)
  void forgetsAWaiterThatTimesOut() {
    await(lock.acquire());

    assertThatThrownBy(() -> await(waitFor(lock.acquire(), seconds(1))))
        .isInstanceOf(TimeoutException.class);

    assertThat(lock).hasToString("Lock[locked]");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.LockTests.test_cancel_race")
  void passesOverAWaiterThatIsCancelledInTheTurnOfTheRelease() {
    await(lock.acquire());
    Task<Void> cancelled = acquirer("cancelled");
    Task<Void> next = acquirer("next");
    yieldTurn();

    cancelled.cancel();
    lock.release();
    await(next);

    assertThat(cancelled.cancelled()).isTrue();
    assertThat(events).containsExactly("next");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.LockTests.test_cancel_release_race")
  void goesToOneOtherTaskIfAWaiterIsCancelledJustBeforeTheRelease() {
    await(lock.acquire());
    Task<Void> cancelled = acquirer("cancelled");
    acquirer("second");
    Task<Void> third = acquirer("third");
    yieldTurn();
    getRunningLoop()
        .callSoon(() -> {
          cancelled.cancel();
          lock.release();
        });

    assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class);
    yieldTurn();

    assertThat(events).containsExactly("second");
    assertThat(third.done()).isFalse();
    third.cancel();
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.LockTests.test_finished_waiter_cancelled")
  void passesTheTurnOnIfItsTaskIsCancelledAfterItWasWoken() {
    await(lock.acquire());
    Task<Void> woken = acquirer("woken");
    Task<Void> next = acquirer("next");
    yieldTurn();

    lock.release();
    woken.cancel();
    await(next);

    assertThat(woken.cancelled()).isTrue();
    assertThat(events).containsExactly("next");
    assertThat(lock.locked()).isTrue();
  }

  @AsyncTest(seeds = 20)
  void isFreeAgainIfTheOnlyWaiterIsCancelledAfterItWasWoken(VirtualClock clock) {
    await(lock.acquire());
    Task<Void> woken = acquirer("woken");
    await(clock.runUntilIdle());

    lock.release();
    woken.cancel();
    await(clock.runUntilIdle());

    assertThat(lock).hasToString("Lock[unlocked]");
    await(waitFor(lock.acquire(), seconds(1)));
  }

  @AsyncTest
  void goesToATaskWhoseTimeLimitPassesInTheTurnOfTheRelease() {
    await(lock.acquire());
    getRunningLoop().callLater(seconds(1), lock::release);

    await(waitFor(lock.acquire(), seconds(1)));

    assertThat(lock.locked()).isTrue();
  }

  @Test
  @Mirrors("test_locks.LockTests.test_release_not_acquired")
  void refusesToBeReleasedIfItIsFree() {
    assertThatThrownBy(lock::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("release() on Lock[unlocked]: acquire it first");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.LockTests.test_release_no_waiters")
  void isFreeOnceReleasedWithoutWaiters() {
    await(lock.acquire());
    lock.release();

    assertThat(lock.locked()).isFalse();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.LockTests.test_context_manager")
  void isLockedWithinItsScope() {
    try (var _ = await(lock.acquire())) {
      assertThat(lock.locked()).isTrue();
    }

    assertThat(lock.locked()).isFalse();
  }

  @AsyncTest(seeds = 20)
  void isNotReleasedForAnotherTaskByAGuardThatIsClosedTwice() {
    Guard guard = await(lock.acquire());
    guard.close();
    await(lock.acquire());

    guard.close();

    assertThat(lock.locked()).isTrue();
  }

  @AsyncTest(seeds = 20)
  void mayBeReleasedAndAcquiredAgainWithinItsScope(VirtualClock clock) {
    try (var _ = await(lock.acquire())) {
      lock.release();
      await(clock.runUntilIdle());
      await(lock.acquire());
    }

    assertThat(lock.locked()).isFalse();
  }

  @AsyncTest(seeds = 20)
  void mayBeReleasedForGoodWithinItsScope() {
    try (var _ = await(lock.acquire())) {
      lock.release();
    }

    assertThat(lock.locked()).isFalse();
  }

  @Test
  @Mirrors("test_locks.ConditionTests.test_ambiguous_loops")
  void refusesToMakeTasksOfAnotherLoopWait() {
    TestLoop.run(() -> {
      await(lock.acquire());
      acquirer("of the first loop");
      yieldTurn();
    });

    TestLoop.run(() ->
        assertThatThrownBy(() -> await(lock.acquire()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageMatching("Lock\\[locked] belongs to .*, not to .*: make one for each loop"));
  }

  @AsyncTest(seeds = 20)
  void tellsInTheTextOfATaskThatItWaits(VirtualClock clock) {
    await(lock.acquire());
    Task<Void> waiting = acquirer("waiting");
    await(clock.runUntilIdle());

    assertThat(waiting.toString()).contains("wait_for=Lock.acquire on Lock[");
    assertThat(lock).hasToString("Lock[locked, waiters=1]");
    waiting.cancel();
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void servesManyWaitersThatAreCancelledInAnyOrder() {
    await(lock.acquire());
    List<Task<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tasks.add(acquirer("task " + i));
    }
    yieldTurn();

    tasks.get(5).cancel();
    tasks.get(2).cancel();
    tasks.get(0).cancel();
    yieldTurn();
    for (int i = 0; i < 3; i++) {
      lock.release();
      yieldTurn();
    }

    assertThat(events).containsExactly("task 1", "task 3", "task 4");
    assertThat(lock).hasToString("Lock[locked]");
  }
}
