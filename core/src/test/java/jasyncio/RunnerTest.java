package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getEventLoop;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.setEventLoop;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `Runner`: several runs on one loop.
class RunnerTest {

  @Test
  @Mirrors("test_runners.RunnerTests.test_non_debug")
  void turnsDebugModeOff() {
    try (var runner = new Runner(RunOptions.DEFAULTS.withDebug(false))) {
      assertThat(runner.getLoop().getDebug()).isFalse();
    }
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_debug")
  void turnsDebugModeOn() {
    try (var runner = new Runner(RunOptions.DEFAULTS.withDebug(true))) {
      assertThat(runner.getLoop().getDebug()).isTrue();
    }
  }

  @Test
  void runsAFutureOfItsLoop() {
    try (var runner = new Runner()) {
      Future<String> future = runner.getLoop().createFuture();
      runner.getLoop().callSoon(() -> future.setResult("done"));

      assertThat(runner.run(future)).isEqualTo("done");
    }
  }

  @Test
  void refusesAFutureOfAnotherLoop() {
    try (var runner = new Runner();
        EventLoop other = Asyncio.newEventLoop()) {
      Future<String> future = other.createFuture();

      assertThatThrownBy(() -> runner.run(future)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void runsAnAwaitableThatIsACoroutine() {
    Awaitable<String> awaitable = sleep(seconds(0), "done");
    try (var runner = new Runner()) {
      assertThat(runner.run(awaitable, Context.copy())).isEqualTo("done");
    }
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_run")
  void givesTheValueOfEachRun() {
    try (var runner = new Runner()) {
      assertThat(runner.run(sleep(seconds(0), "done"))).isEqualTo("done");
      assertThat(runner.run(sleep(seconds(0), "again"))).isEqualTo("again");
    }
  }

  @Test
  void usesOneLoopForAllRuns() {
    try (var runner = new Runner()) {
      EventLoop first = runner.run(() -> getRunningLoop());
      EventLoop second = runner.run(() -> getRunningLoop());

      assertThat(second).isSameAs(first).isSameAs(runner.getLoop());
    }
  }

  @Test
  @Mirrors({"test_runners.RunnerTests.test_run", "test_runners.RunnerTests.test_explicit_close"})
  void closesItsLoop() {
    Runner runner = new Runner();
    EventLoop loop = runner.getLoop();

    runner.close();

    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_run")
  void hasNoLoopOnceClosed() {
    Runner runner = new Runner();
    runner.close();

    assertThatThrownBy(runner::getLoop)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Runner is closed");
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_explicit_close")
  void runsNothingOnceClosed() {
    Runner runner = new Runner();
    runner.close();

    assertThatThrownBy(() -> runner.run(sleep(seconds(0))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Runner is closed");
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_double_close")
  void mayBeClosedTwice() {
    Runner runner = new Runner();
    EventLoop loop = runner.getLoop();
    runner.close();

    runner.close();

    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @SuppressWarnings("NullAway")
  @Mirrors("test_runners.RunnerTests.test_run_non_coro")
  void refusesNullInPlaceOfACoroutine() {
    try (var runner = new Runner()) {
      assertThatThrownBy(() -> runner.run((Coroutine<?>) null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("coroutine");
    }
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_run_awaitable")
  void runsAnyAwaitable() {
    try (var runner = new Runner()) {
      Future<String> future = runner.getLoop().createFuture();
      runner.getLoop().callSoon(() -> future.setResult("of a future"));
      Task<String> task = runner.getLoop().createTask(() -> "of a task");

      assertThat(runner.run(future)).isEqualTo("of a future");
      assertThat(runner.run(task)).isEqualTo("of a task");
    }
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_run_awaitable")
  void runsAnObjectOfAClassOfTheUsers() {
    record Constant(String value) implements Coroutine<String> {
      @Override
      public String run() {
        return await(sleep(seconds(0), value));
      }
    }

    try (var runner = new Runner()) {
      assertThat(runner.run(new Constant("done"))).isEqualTo("done");
    }
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_run_keeps_context")
  void keepsContextVariablesFromRunToRun() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    try (var runner = new Runner()) {
      runner.run(Coroutine.of(() -> variable.set("by the first run")));

      String seen = runner.run(() -> variable.get());

      assertThat(seen).isEqualTo("by the first run");
    }
    assertThat(variable.get()).isEqualTo("unset");
  }

  @Test
  void runsInTheContextThatItIsGiven() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    Context context = new Context();
    try (var runner = new Runner()) {
      runner.run(Coroutine.of(() -> variable.set("by the run")), context);

      assertThat(runner.<String>run(() -> variable.get(), context)).isEqualTo("by the run");
      assertThat(runner.<String>run(() -> variable.get())).isEqualTo("unset");
    }
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_recursive_run")
  void refusesARunWithinARun() {
    try (var runner = new Runner()) {
      runner.run(
          Coroutine.of(() ->
              assertThatThrownBy(() -> runner.run(sleep(seconds(0))))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("run() cannot be called from " + getRunningLoop())));
    }
  }

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_set_event_loop")
  void makesItsLoopTheCurrentOneUntilItIsClosed() {
    try (var runner = new Runner()) {
      runner.run(sleep(seconds(0)));

      assertThat(getEventLoop()).isSameAs(runner.getLoop());
    }
    assertThatThrownBy(Asyncio::getEventLoop).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_set_event_loop_called_once")
  void makesItsLoopTheCurrentOneOnlyOnce() {
    try (var runner = new Runner();
        var other = new TestLoop()) {
      runner.run(sleep(seconds(0)));
      setEventLoop(other.loop);

      runner.run(sleep(seconds(0)));

      assertThat(getEventLoop()).isSameAs(other.loop);
    }
  }

  @Test
  @Mirrors("test_runners.RunnerTests.test_interrupt_cancelled_task")
  void throwsCancelledErrorIfAnInterruptIsNotTheOnlyCancellation() {
    Thread caller = Thread.currentThread();
    Coroutine<Void> main =
        Coroutine.of(() -> {
          Objects.requireNonNull(currentTask()).cancel("for another reason");
          try {
            await(sleep(seconds(0)));
          } finally {
            getRunningLoop().callSoon(caller::interrupt);
            await(getRunningLoop().createFuture());
          }
        });

    try (var runner = new Runner()) {
      assertThatThrownBy(() -> runner.run(main)).isInstanceOf(CancelledError.class);
    }
  }
}
