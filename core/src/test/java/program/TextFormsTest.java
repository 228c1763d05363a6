package program;

import static jasyncio.Asyncio.allTasks;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Action;
import jasyncio.Coroutine;
import jasyncio.Future;
import jasyncio.Handle;
import jasyncio.Mirrors;
import jasyncio.RunOptions;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.TestLoop;
import jasyncio.TimerHandle;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The text forms of futures, tasks and handles.
class TextFormsTest {
  private static void turn() {
    await(sleep(Duration.ZERO));
  }

  private static void debug(Action body) {
    run(Coroutine.of(body), RunOptions.DEFAULTS.withDebug(true));
  }

  /// A callback with a name.
  private record Named(String name) implements Consumer<Future<?>>, Runnable {
    @Override
    public void accept(Future<?> future) {}

    @Override
    public void run() {}

    @Override
    public String toString() {
      return name;
    }
  }

  @Nested
  class AFuture {
    private final TestLoop test = new TestLoop();
    private final Future<Object> future = new Future<>(test.loop);

    @Test
    @Mirrors("test_futures.BaseFutureTests.test_future_repr")
    void tellsItsState() {
      assertThat(future).hasToString("Future[pending]");

      future.setResult(4);
      assertThat(future).hasToString("Future[finished, result=4]");

      Future<Object> failed = new Future<>(test.loop);
      failed.setException(new IllegalArgumentException("why"));
      assertThat(failed)
          .hasToString("Future[finished, exception=java.lang.IllegalArgumentException: why]");
      assertThat(failed.exception()).isNotNull();

      Future<Object> cancelled = new Future<>(test.loop);
      cancelled.cancel();
      assertThat(cancelled.toString()).startsWith("Future[cancelled");
      test.close();
    }

    @Test
    void tellsItsCallbacksOfManyTheFirstAndTheLast() {
      future.addDoneCallback(new Named("first"));
      assertThat(future).hasToString("Future[pending, cb=[first]]");

      future.addDoneCallback(new Named("second"));
      assertThat(future).hasToString("Future[pending, cb=[first, second]]");

      for (int i = 3; i <= 10; i++) {
        future.addDoneCallback(new Named("number " + i));
      }
      assertThat(future).hasToString("Future[pending, cb=[first, <8 more>, number 10]]");
      test.close();
    }

    @Test
    void namesTheClassThatALambdaStandsIn() {
      future.addDoneCallback(_ -> {});

      assertThat(future).hasToString("Future[pending, cb=[lambda in TextFormsTest$AFuture]]");
      test.close();
    }

    @Test
    void cutsAValueThatIsTooLong() {
      future.setResult("x".repeat(100_000));

      assertThat(future.toString()).hasSizeLessThan(300).contains("xxx…");
      test.close();
    }

    @Test
    void tellsInDebugModeWhereItWasMade() {
      debug(() -> {
        Future<Object> made = getRunningLoop().createFuture();

        assertThat(made.toString()).matches("Future\\[pending, created TextFormsTest.java:\\d+]");
      });
    }
  }

  @Nested
  class ATask {
    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_task_repr")
    void tellsItsNameStateCoroutineAndCallbacks() {
      TestLoop.run(() -> {
        Future<Object> never = getRunningLoop().createFuture();
        Task<?> task = createTask(() -> await(never), TaskOptions.named("T"));
        String coro = "coro=lambda in TextFormsTest$ATask";
        task.addDoneCallback(new Named("done"));

        assertThat(task).hasToString("Task[name=T, pending, not started, " + coro + ", cb=[done]]");
        turn();
        task.cancel();
        assertThat(task.toString()).startsWith("Task[name=T, cancelling, suspended, " + coro);
        turn();
        assertThat(task.toString()).startsWith("Task[name=T, cancelled by ");

        Task<String> value = createTask(() -> "abc", TaskOptions.named("V"));
        await(value);
        assertThat(value).hasToString("Task[name=V, finished, result=abc, " + coro + "]");
      });
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_task_repr_wait_for")
    void tellsTheFutureThatItWaitsFor() {
      TestLoop.run(() -> {
        Future<Object> future = getRunningLoop().createFuture();
        Task<?> task = createTask(() -> await(future));
        turn();

        assertThat(task.toString()).contains("wait_for=" + future);
      });
    }

    @Test
    void taskOfALineNamesOnlyTheNext() {
      TestLoop.run(() -> {
        Task<Void> sleeping = createTask(() -> await(sleep(seconds(1))), TaskOptions.named("A"));
        Task<Void> second = createTask(() -> await(sleeping), TaskOptions.named("B"));
        Task<Void> third = createTask(() -> await(second), TaskOptions.named("C"));
        turn();

        assertThat(third.toString()).contains("wait_for=Task[name=B").doesNotContain("name=A");
      });
    }

    @Test
    @Mirrors("test_futures2.FutureReprTests.test_recursive_repr_for_pending_tasks")
    void taskWhoseValueHoldsItselfHasAFiniteText() {
      TestLoop.run(() -> {
        Task<Set<Task<?>>> task = createTask(() -> allTasks());
        await(task);

        assertThat(task.toString()).contains("result=[", "result=...");
      });
    }
  }

  @Nested
  class AHandle {
    @Test
    @Mirrors("test_events.HandleTests.test_handle_repr")
    void tellsItsCallbackOrThatItWasCancelled() {
      TestLoop.run(() -> {
        Handle handle = getRunningLoop().callSoon(new Named("tick"));
        Handle lambda = getRunningLoop().callSoon(() -> {});

        assertThat(handle).hasToString("Handle[tick]");
        assertThat(lambda).hasToString("Handle[lambda in TextFormsTest$AHandle]");
        handle.cancel();
        assertThat(handle).hasToString("Handle[cancelled]");
      });
    }

    @Test
    @Mirrors("test_events.HandleTests.test_handle_repr_debug")
    void tellsInDebugModeWhereItWasMadeAlsoOnceCancelled() {
      debug(() -> {
        Handle handle = getRunningLoop().callSoon(new Named("tick"));

        assertThat(handle.toString()).matches("Handle\\[tick, created TextFormsTest.java:\\d+]");
        handle.cancel();
        handle.cancel();
        assertThat(handle.toString())
            .matches("Handle\\[cancelled, created TextFormsTest.java:\\d+]");
      });
    }

    @Test
    @Mirrors("test_events.TimerTests.test_timer_repr")
    void timerTellsWhenItIsDue() {
      TestLoop.run(() -> {
        TimerHandle timer = getRunningLoop().callAt(123, new Named("tick"));

        assertThat(timer).hasToString("TimerHandle[tick, when=123]");
        timer.cancel();
        assertThat(timer).hasToString("TimerHandle[cancelled, when=123]");
      });
    }

    @Test
    @Mirrors("test_events.TimerTests.test_timer_repr_debug")
    void timerTellsInDebugModeWhereItWasMade() {
      debug(() -> {
        TimerHandle timer = getRunningLoop().callLater(seconds(1), new Named("tick"));

        assertThat(timer.toString())
            .matches("TimerHandle\\[tick, created TextFormsTest.java:\\d+, when=\\d+]");
        timer.cancel();
        assertThat(timer.toString()).contains("cancelled, created TextFormsTest.java:");
      });
    }
  }
}
