package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BarrierTest {
  private static final int N = 5;

  private final Barrier barrier = new Barrier(N);
  private final List<Object> passed = new ArrayList<>();
  private final List<Object> broken = new ArrayList<>();
  private int count;

  private static List<Task<Void>> tasks(int number, Action body) {
    List<Task<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      tasks.add(createTask(body));
    }
    return tasks;
  }

  private static void runTasks(int number, Action body) {
    await(gather(tasks(number, body)));
  }

  private static void assertAsNew(Barrier barrier) {
    assertThat(barrier).hasToString("Barrier[filling, waiters=0/%d]".formatted(barrier.parties()));
    assertThat(barrier.nWaiting()).isZero();
    assertThat(barrier.broken()).isFalse();
  }

  @Test
  @Mirrors("test_locks.BarrierTests.test_barrier")
  void isFillingAtFirst() {
    assertAsNew(barrier);
    assertThat(barrier.parties()).isEqualTo(N);
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.BarrierTests.test_repr")
  void tellsItsStateInItsText() {
    List<Task<Integer>> waiters = new ArrayList<>();
    addWaiters(waiters, 2);
    assertThat(barrier).hasToString("Barrier[filling, waiters=2/5]");

    addWaiters(waiters, 3);
    assertThat(barrier).hasToString("Barrier[draining, waiters=0/5]");

    addWaiters(waiters, 2);
    await(barrier.reset());
    assertThat(barrier).hasToString("Barrier[resetting, waiters=0/5]");

    addWaiters(waiters, 2);
    await(barrier.abort());
    assertThat(barrier).hasToString("Barrier[broken]");
    assertThat(barrier.broken()).isTrue();
    await(gatherOutcomes(waiters));
  }

  private void addWaiters(List<Task<Integer>> waiters, int number) {
    for (int i = 0; i < number; i++) {
      waiters.add(createTask(barrier.waitAll()));
    }
    yieldTurn();
  }

  @Test
  @Mirrors("test_locks.BarrierTests.test_barrier_parties")
  void refusesLessThanOneParty() {
    for (int parties : List.of(0, -4)) {
      assertThatThrownBy(() -> new Barrier(parties))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("parties < 1: " + parties);
    }
  }

  @Nested
  class Filling {

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_filling_one_task")
    void passesASinglePartyAtOnce() {
      Barrier single = new Barrier(1);

      assertThat(await(single.waitAll())).isZero();

      assertAsNew(single);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_filling_one_task_twice")
    void passesASinglePartyAgainAndAgain(VirtualClock clock) {
      Barrier single = new Barrier(1);
      Task<Integer> first = createTask(single.waitAll());
      await(clock.runUntilIdle());
      Task<Integer> second = createTask(single.waitAll());
      await(clock.runUntilIdle());

      assertThat(first.result()).isEqualTo(second.result()).isZero();
      assertAsNew(single);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_filling_task_by_task")
    void releasesAllWhenTheLastArrives(VirtualClock clock) {
      Barrier three = new Barrier(3);
      Task<Integer> first = createTask(three.waitAll());
      await(clock.runUntilIdle());
      assertThat(three).hasToString("Barrier[filling, waiters=1/3]");
      Task<Integer> second = createTask(three.waitAll());
      await(clock.runUntilIdle());
      assertThat(three.nWaiting()).isEqualTo(2);
      assertThat(first.done()).isFalse();

      Task<Integer> third = createTask(three.waitAll());

      await(gather(first, second, third));
      assertAsNew(three);
    }

    @AsyncTest(seeds = 20)
    @Mirrors({
      "test_locks.BarrierTests.test_context_manager",
      "test_locks.BarrierTests.test_filling_tasks_check_return_value"
    })
    void givesEachTaskAnotherNumberInEveryRound() {
      runTasks(
          N,
          () -> {
            await(barrier.waitAll());
            passed.add(await(barrier.waitAll()));
          });

      assertThat(passed).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      assertAsNew(barrier);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_filling_tasks_wait_twice")
    void letsNoTaskIntoTheSecondRoundBeforeAllPassedTheFirst() {
      runTasks(
          N,
          () -> {
            await(barrier.waitAll());
            passed.add(1);
            await(barrier.waitAll());
            passed.add(2);
          });

      assertThat(passed).containsExactly(1, 1, 1, 1, 1, 2, 2, 2, 2, 2);
      assertAsNew(barrier);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_filling_tasks_cancel_one")
    void goesOnWithAReplacementForATaskThatIsCancelled(VirtualClock clock) {
      Barrier three = new Barrier(3);
      Task<Integer> cancelled = createTask(three.waitAll());
      Task<Integer> second = createTask(three.waitAll());
      await(clock.runUntilIdle());
      assertThat(three.nWaiting()).isEqualTo(2);

      cancelled.cancel();
      await(clock.runUntilIdle());

      assertThat(cancelled.cancelled()).isTrue();
      assertThat(three.nWaiting()).isOne();
      await(gather(second, createTask(three.waitAll()), createTask(three.waitAll())));
      assertAsNew(three);
    }
  }

  @Nested
  class Draining {

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_draining_state")
    void lastsUntilTheLastHasLeft() {
      runTasks(
          N,
          () -> {
            await(barrier.waitAll());
            passed.add(barrier.toString().contains("draining"));
          });

      assertThat(passed).containsExactly(true, true, true, true, false);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_blocking_tasks_while_draining")
    void keepsTasksThatComeBackOutside() {
      Barrier others = new Barrier(N - 2);
      runTasks(
          N,
          () -> {
            await(barrier.waitAll());
            if (count++ < 2) {
              await(barrier.waitAll());
            } else {
              await(others.waitAll());
              await(barrier.waitAll());
            }
          });

      assertAsNew(barrier);
    }
  }

  @Nested
  class Reset {

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_reset_barrier")
    void doesNothingIfNoTaskWaits() {
      await(barrier.reset());

      assertAsNew(barrier);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_reset_barrier_while_tasks_waiting")
    void failsTheTasksThatWait(VirtualClock clock) {
      List<Task<Void>> tasks = tasks(N - 1, BarrierTest.this::passOrCount);
      await(clock.runUntilIdle());

      await(barrier.reset());
      await(gather(tasks));

      assertThat(broken).hasSize(N - 1);
      assertAsNew(barrier);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_reset_barrier_when_tasks_half_draining")
    void failsTheTasksThatHaveNotLeftYet() {
      runTasks(
          N,
          () -> {
            try {
              await(barrier.waitAll());
              if (++count == N - N / 2) {
                await(barrier.reset());
              }
            } catch (BrokenBarrierException e) {
              broken.add(e);
            }
          });

      assertThat(broken).hasSize(N / 2);
      assertAsNew(barrier);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_reset_barrier_when_tasks_half_draining_half_blocking")
    void failsTheTasksInsideAndNotThoseOutside() {
      runTasks(
          N,
          () -> {
            try {
              await(barrier.waitAll());
            } catch (BrokenBarrierException e) {
              broken.add(e);
              await(barrier.waitAll());
              return;
            }
            if (++count > N / 2) {
              await(barrier.reset());
            }
            await(barrier.waitAll());
          });

      assertThat(broken).hasSize(N / 2);
      assertAsNew(barrier);
    }

    @AsyncTest(seeds = 20, strictOrder = true)
    @Mirrors("test_locks.BarrierTests.test_reset_barrier_while_tasks_waiting_and_waiting_again")
    void letsTasksThatFailedWaitAgain() {
      List<Task<Void>> tasks =
          tasks(
              N - 1,
              () -> {
                passOrCount();
                await(barrier.waitAll());
                passed.add("again");
              });
      createTask(barrier.reset());
      yieldTurn();

      await(barrier.waitAll());
      await(gather(tasks));

      assertThat(broken).hasSize(N - 1);
      assertThat(passed).hasSize(N - 1);
      assertAsNew(barrier);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_reset_barrier_while_tasks_draining")
    void resetByTheLastToLeaveFailsNoTaskOfTheNextRound() {
      runTasks(
          N,
          () -> {
            await(barrier.waitAll());
            if (++count == N) {
              await(barrier.reset());
            }
            await(barrier.waitAll());
            await(barrier.waitAll());
            passed.add("third round");
          });

      assertThat(passed).hasSize(N);
      assertAsNew(barrier);
    }
  }

  @Nested
  class Abort {

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_abort_barrier")
    void breaksTheBarrier() {
      await(barrier.abort());

      assertThat(barrier.broken()).isTrue();
      assertThat(barrier.nWaiting()).isZero();
      assertThatThrownBy(() -> await(barrier.waitAll()))
          .isInstanceOf(BrokenBarrierException.class)
          .hasMessage("Barrier[broken] was aborted: reset() it to use it again");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_abort_barrier_when_tasks_half_draining_half_blocking")
    void failsTheTasksInsideAndThoseOutside() {
      List<Object> brokenOutside = new ArrayList<>();
      runTasks(
          N,
          () -> {
            try {
              await(barrier.waitAll());
            } catch (BrokenBarrierException e) {
              broken.add(e);
              return;
            }
            if (++count > N / 2) {
              await(barrier.abort());
              return;
            }
            try {
              await(barrier.waitAll());
            } catch (BrokenBarrierException e) {
              brokenOutside.add(e);
            }
          });

      assertThat(barrier.broken()).isTrue();
      assertThat(broken).hasSize(N / 2);
      assertThat(brokenOutside).hasSize(N - N / 2 - 1);
      assertThat(barrier.nWaiting()).isZero();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_abort_barrier_when_exception")
    void abortByATaskThatFailsFailsTheOthers() {
      runTasks(N, BarrierTest.this::passTwiceUnlessAborted);

      assertThat(barrier.broken()).isTrue();
      assertThat(passed).isEmpty();
      assertThat(broken).hasSize(N - 1);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_locks.BarrierTests.test_abort_barrier_when_exception_then_resetting")
    void isUndoneByAReset() {
      Barrier second = new Barrier(N);
      runTasks(
          N,
          () -> {
            passTwiceUnlessAborted();
            if (await(second.waitAll()) == N / 2) {
              await(barrier.reset());
            }
            await(second.waitAll());
            await(barrier.waitAll());
            passed.add("after the reset");
          });

      assertThat(broken).hasSize(N - 1);
      assertThat(passed).hasSize(N);
      assertAsNew(barrier);
    }
  }

  private void passOrCount() {
    try {
      await(barrier.waitAll());
      passed.add("passed");
    } catch (BrokenBarrierException e) {
      broken.add(e);
    }
  }

  /// One of the tasks aborts the barrier between its two waits.
  private void passTwiceUnlessAborted() {
    try {
      if (await(barrier.waitAll()) == N / 2) {
        await(barrier.abort());
      } else {
        await(barrier.waitAll());
        passed.add("passed");
      }
    } catch (BrokenBarrierException e) {
      broken.add(e);
    }
  }
}
