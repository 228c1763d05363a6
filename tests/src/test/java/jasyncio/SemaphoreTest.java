package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
  private final List<String> events = new ArrayList<>();

  /// A task that acquires a permit, records that and keeps it.
  private Task<Void> acquirer(Semaphore semaphore, String name) {
    return createTask(() -> {
      await(semaphore.acquire());
      events.add(name);
    });
  }

  @Test
  @Mirrors("test_locks.SemaphoreTests.test_initial_value_zero")
  void isLockedIfItHasNoPermits() {
    assertThat(new Semaphore(0).locked()).isTrue();
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  @Mirrors("test_locks.SemaphoreTests.test_repr")
  void tellsInItsTextHowManyPermitsAreFreeAndHowManyWait(VirtualClock clock) {
    Semaphore semaphore = new Semaphore();
    assertThat(semaphore).hasToString("Semaphore[unlocked, value=1]");

    await(semaphore.acquire());
    assertThat(semaphore).hasToString("Semaphore[locked]");

    acquirer(semaphore, "waiting");
    await(clock.runUntilIdle());
    assertThat(semaphore).hasToString("Semaphore[locked, waiters=1]");
  }

  @Test
  @Mirrors("test_locks.SemaphoreTests.test_semaphore_value")
  void refusesANegativeNumberOfPermits() {
    assertThatThrownBy(() -> new Semaphore(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value < 0: -1");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.SemaphoreTests.test_acquire")
  void letsAsManyThroughAsItHasPermits() {
    Semaphore semaphore = new Semaphore(3);
    await(semaphore.acquire());
    await(semaphore.acquire());
    assertThat(semaphore.locked()).isFalse();
    acquirer(semaphore, "first");
    acquirer(semaphore, "second");
    acquirer(semaphore, "third");
    yieldTurn();
    assertThat(events).containsExactly("first");
    assertThat(semaphore).hasToString("Semaphore[locked, waiters=2]");

    Task<Void> fourth = acquirer(semaphore, "fourth");
    semaphore.release();
    semaphore.release();
    assertThat(semaphore.locked()).isTrue();
    yieldTurn();
    assertThat(events).containsExactly("first", "second", "third");
    assertThat(semaphore).hasToString("Semaphore[locked, waiters=1]");

    semaphore.release();
    await(fourth);
  }

  @AsyncTest(seeds = 20)
  void isAcquiredWithoutASwitchIfAPermitIsFree() {
    Semaphore semaphore = new Semaphore(2);
    getRunningLoop().callSoon(() -> events.add("another turn"));

    for (int i = 0; i < 5; i++) {
      await(semaphore.acquire()).close();
    }

    assertThat(events).isEmpty();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_cancel")
  void forgetsAWaiterThatIsCancelled() {
    Semaphore semaphore = new Semaphore();
    await(semaphore.acquire());
    Task<Guard> waiting = createTask(semaphore.acquire());
    getRunningLoop().callSoon(waiting::cancel);

    assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);

    assertThat(semaphore).hasToString("Semaphore[locked]");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_cancel_before_awoken")
  void passesOverWaitersThatAreCancelledInTheTurnOfTheRelease() {
    Semaphore semaphore = new Semaphore(0);
    Task<Void> first = acquirer(semaphore, "first");
    Task<Void> second = acquirer(semaphore, "second");
    acquirer(semaphore, "third");
    Task<Void> fourth = acquirer(semaphore, "fourth");
    yieldTurn();

    first.cancel();
    second.cancel();
    semaphore.release();
    yieldTurn();
    yieldTurn();

    assertThat(events).containsExactly("third");
    fourth.cancel();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_hang")
  void goesToTheNextIfTheFirstIsCancelled(VirtualClock clock) {
    Semaphore semaphore = new Semaphore(0);
    Task<Void> first = acquirer(semaphore, "first");
    acquirer(semaphore, "second");
    await(clock.runUntilIdle());

    first.cancel();
    semaphore.release();
    await(clock.runUntilIdle());
    await(clock.runUntilIdle());

    assertThat(events).containsExactly("second");
    assertThat(semaphore.locked()).isTrue();
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_no_hang")
  void hasItsPermitBackIfATaskIsCancelledAfterItWasWoken() {
    Semaphore semaphore = new Semaphore(1);
    List<Task<Void>> tasks = new ArrayList<>();
    tasks.add(
        createTask(() -> {
          try (var _ = await(semaphore.acquire())) {
            yieldTurn();
          }
          tasks.getLast().cancel();
        }));
    tasks.add(acquirer(semaphore, "cancelled"));

    await(gatherOutcomes(tasks));

    assertThat(tasks.getLast().cancelled()).isTrue();
    assertThat(events).isEmpty();
    await(waitFor(semaphore.acquire(), seconds(1)));
  }

  @Test
  @Mirrors("test_locks.SemaphoreTests.test_release_not_acquired")
  void refusesMorePermitsThanAtFirstIfItIsBounded() {
    assertThatThrownBy(new BoundedSemaphore()::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "release() on BoundedSemaphore[unlocked, value=1]:"
                + " all 1 permits were given back already");
  }

  @Test
  void growsByARelease() {
    Semaphore semaphore = new Semaphore(0);

    semaphore.release();

    assertThat(semaphore).hasToString("Semaphore[unlocked, value=1]");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.SemaphoreTests.test_release_no_waiters")
  void isUnlockedOnceReleasedWithoutWaiters() {
    Semaphore semaphore = new Semaphore();
    await(semaphore.acquire());
    assertThat(semaphore.locked()).isTrue();

    semaphore.release();

    assertThat(semaphore.locked()).isFalse();
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_fifo_order")
  void servesTasksThatComeBackInTurn() {
    Semaphore semaphore = new Semaphore(1);

    await(
        taskGroup(group -> {
          for (String name : List.of("c1", "c2", "c3")) {
            group.createTask(() -> acquireTwice(semaphore, name));
          }
        }));

    assertThat(events).containsExactly("c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2");
  }

  private void acquireTwice(Semaphore semaphore, String name) {
    for (int round = 1; round <= 2; round++) {
      await(semaphore.acquire());
      events.add(name + "_" + round);
      await(sleep(millis(10)));
      semaphore.release();
    }
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_fifo_order_2")
  void servesATaskThatReleasesAndAcquiresAtOnceBehindTheOthers() {
    Semaphore semaphore = new Semaphore(1);
    Task<Void> first = acquirer(semaphore, "1");
    Task<Void> second =
        createTask(() -> {
          await(semaphore.acquire());
          events.add("2");
          semaphore.release();
          await(semaphore.acquire());
          events.add("4");
        });
    Task<Void> third = acquirer(semaphore, "3");
    yieldTurn();

    semaphore.release();
    semaphore.release();
    await(gather(first, second, third));

    assertThat(events).containsExactly("1", "2", "3", "4");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_fifo_order_3")
  void servesTheOthersInTheirOrderAfterTheFirstIsCancelled() {
    Semaphore semaphore = new Semaphore(0);
    Task<Void> first = acquirer(semaphore, "1");
    Task<Void> second = acquirer(semaphore, "2");
    Task<Void> third = acquirer(semaphore, "3");
    yieldTurn();
    first.cancel();
    yieldTurn();

    semaphore.release();
    semaphore.release();
    await(gather(second, third));

    assertThat(events).containsExactly("2", "3");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.SemaphoreTests.test_acquire_fifo_order_4")
  void wakesAllThatHadToQueueBehindATaskThatWasWoken() {
    Semaphore semaphore = new Semaphore(0);
    Task<Void> first =
        createTask(() -> {
          await(semaphore.acquire());
          createTask(() -> events.add("4"));
          events.add("1");
        });
    Task<Void> second =
        createTask(() -> {
          semaphore.release();
          semaphore.release();
          semaphore.release();
          assertThat(semaphore.locked()).as("before the first goes on").isTrue();
          await(semaphore.acquire());
          events.add("2");
        });
    Task<Void> third = acquirer(semaphore, "3");

    await(gather(first, second, third));
    yieldTurn();

    assertThat(events).containsExactly("1", "2", "3", "4");
  }

  @AsyncTest(seeds = 20)
  void isReleasedOnceByAGuardThatIsClosedTwice() {
    Semaphore semaphore = new Semaphore(2);
    Guard guard = await(semaphore.acquire());
    await(semaphore.acquire());

    guard.close();
    guard.close();

    assertThat(semaphore).hasToString("Semaphore[unlocked, value=1]");
  }

  @AsyncTest(seeds = 20)
  void mayBeReleasedWithinItsScopeThoughItIsBounded() {
    BoundedSemaphore semaphore = new BoundedSemaphore(1);

    try (var _ = await(semaphore.acquire())) {
      semaphore.release();
    }

    assertThat(semaphore).hasToString("BoundedSemaphore[unlocked, value=1]");
  }

  @Test
  void refusesToMakeTasksOfAnotherLoopWait() {
    Semaphore semaphore = new Semaphore(0);
    TestLoop.run(() -> {
      acquirer(semaphore, "of the first loop");
      yieldTurn();
    });

    TestLoop.run(() ->
        assertThatThrownBy(() -> await(semaphore.acquire()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("make one for each loop"));
  }
}
