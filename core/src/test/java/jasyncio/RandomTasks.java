package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitFor;

import jasyncio.internal.base.Sneaky;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Tasks that take steps at random times, with random time limits, and that are cancelled at random
/// times, or by one another. All happens within a few milliseconds of virtual time, so that many
/// events fall into the same turn.
///
/// @param tasks the steps of each
/// @param cancels the cancellations, in addition to the time limits
record RandomTasks(List<List<Step>> tasks, List<Cancel> cancels) {
  private static final int NO_LIMIT = 4;

  /// Longer than all steps.
  private static final int MILLIS = 60;

  private static final Duration BETWEEN = Duration.ofNanos(500_000);

  /// @param pause milliseconds before it, if any
  /// @param choice selects one of the possible deeds
  /// @param work milliseconds for which to keep the result of the deed
  /// @param limit its time limit in milliseconds, or `NO_LIMIT`
  /// @param victim the number of the task to cancel right after it, if there is such a task
  record Step(int pause, int choice, int work, int limit, int victim) {
    /// Selects one of `count` possibilities.
    int choice(int among) {
      return choice % among;
    }

    /// Keeps the result of the deed.
    void doWork() {
      await(sleep(millis(work)));
    }
  }

  /// @param at the millisecond
  /// @param task the number of the task
  record Cancel(int at, int task) {}

  static Arbitrary<RandomTasks> arbitrary() {
    Arbitrary<Step> step =
        Combinators.combine(small(3), small(100), small(2), limits(), small(8)).as(Step::new);
    Arbitrary<Cancel> cancel = Combinators.combine(small(8), small(5)).as(Cancel::new);
    return Combinators.combine(
            step.list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(6),
            cancel.list().ofMaxSize(6))
        .as(RandomTasks::new);
  }

  private static Arbitrary<Integer> small(int max) {
    return Arbitraries.integers().between(0, max);
  }

  /// Half of the steps have none.
  private static Arbitrary<Integer> limits() {
    return Arbitraries.oneOf(small(NO_LIMIT), Arbitraries.just(NO_LIMIT));
  }

  /// The action of a task in a step.
  @FunctionalInterface
  interface Deed {
    void run(Step step) throws Exception;
  }

  /// Runs all tasks as a program. A deed may be ended by a [CancelledError] or [TimeoutException];
  /// the task continues with its next step.
  ///
  /// @param check called between the milliseconds, when no task can continue; fails if a task waits
  ///   in vain
  /// @param ending resumes the tasks that still wait after the last step; then all must end, else a
  ///   task was forgotten
  void run(Deed deed, Runnable check, Action ending) {
    TestLoop.run(() -> new Run(deed).run(this, check, ending));
  }

  private static final class Run {
    private final Deed deed;
    private final List<Task<Void>> tasks = new ArrayList<>();
    private boolean over;

    Run(Deed deed) {
      this.deed = deed;
    }

    void run(RandomTasks random, Runnable check, Action ending) throws Exception {
      for (List<Step> steps : random.tasks) {
        tasks.add(createTask(() -> takeSteps(steps)));
      }
      for (Cancel cancel : random.cancels) {
        getRunningLoop().callLater(millis(cancel.at), () -> cancel(cancel.task));
      }
      try {
        checkBetweenMillis(check);
      } finally {
        over = true; // so that a failure ends them, too
      }
      ending.run();
      await(waitFor(gatherOutcomes(tasks), millis(MILLIS))).forEach(Run::throwFailure);
    }

    private static void checkBetweenMillis(Runnable check) {
      await(sleep(BETWEEN));
      for (int at = 0; at < MILLIS; at++) {
        check.run();
        await(sleep(millis(1)));
      }
    }

    private static void throwFailure(Outcome<Void> outcome) {
      if (outcome instanceof Outcome.Failure<Void>(Throwable failure)
          && !(failure instanceof CancelledError)) { // before its first step
        throw Sneaky.<RuntimeException>unchecked(failure);
      }
    }

    private void takeSteps(List<Step> steps) throws Exception {
      for (Step step : steps) {
        if (over) {
          return;
        }
        try {
          take(step);
        } catch (CancelledError | TimeoutException e) {
          goOn();
        }
        cancel(step.victim);
      }
    }

    private void take(Step step) throws Exception {
      if (step.pause > 0) {
        await(sleep(millis(step.pause)));
      }
      if (step.limit == NO_LIMIT) {
        deed.run(step);
      } else {
        await(timeout(millis(step.limit), () -> deed.run(step)));
      }
    }

    private void cancel(int task) {
      if (task < tasks.size()) {
        tasks.get(task).cancel();
      }
    }

    private static void goOn() {
      Task<?> me = Objects.requireNonNull(currentTask());
      while (me.cancelling() > 0) {
        me.uncancel();
      }
    }
  }
}
