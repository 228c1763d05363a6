package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.base.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// `runUntilComplete`.
class RunUntilCompleteTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void givesTheValueOfAFuture() {
    try (var test = new TestLoop()) {
      Future<String> future = test.loop.createFuture();
      test.loop.callLater(seconds(1), () -> future.setResult("there"));

      assertThat(test.complete(future)).isEqualTo("there");
    }
  }

  @Test
  void givesTheValueOfAFutureThatIsDone() {
    try (var test = new TestLoop()) {
      Future<String> future = test.loop.createFuture();
      future.setResult("there");

      assertThat(test.complete(future)).isEqualTo("there");
    }
  }

  @Test
  void throwsWhatTheCoroutineThrew() {
    IOException failure = new IOException("disk full");
    Coroutine<Void> failing =
        () -> {
          throw failure;
        };

    try (var test = new TestLoop()) {
      assertThatThrownBy(() -> test.complete(failing)).isSameAs(failure);
    }
  }

  @Test
  @Mirrors({
    "test_tasks.BaseTaskTests.test_stop_while_run_in_complete",
    "test_events.EventLoopTestsMixin.test_run_until_complete_stopped"
  })
  void failsIfTheLoopIsStoppedBefore() {
    try (var test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(tenRoundsStoppedAfterTwo());

      assertThatThrownBy(() -> test.complete(task))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("event loop stopped before Task[");

      assertThat(task.done()).isFalse();
      assertThat(events).hasSize(2);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_stop_while_run_in_complete")
  void goesOnWithATaskThatAStopInterrupted() {
    try (var test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(tenRoundsStoppedAfterTwo());
      assertThatThrownBy(() -> test.complete(task)).isInstanceOf(IllegalStateException.class);

      test.complete(task);

      assertThat(events).hasSize(10);
    }
  }

  private Coroutine<Void> tenRoundsStoppedAfterTwo() {
    return Coroutine.of(() -> {
      for (int round = 1; round <= 10; round++) {
        await(sleep(seconds(0.1)));
        events.add("round");
        if (round == 2) {
          getRunningLoop().stop();
        }
      }
    });
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_run_until_complete_loop")
  void refusesAFutureOfAnotherLoop() {
    try (var test = new TestLoop();
        var other = new TestLoop()) {
      Future<String> foreign = other.loop.createFuture();

      assertThatThrownBy(() -> test.complete(foreign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("belongs to " + other.loop);
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_run_until_complete_nesting")
  void refusesToRunALoopThatRuns() {
    try (var test = new TestLoop()) {
      Coroutine<Void> inner = Coroutine.of(() -> events.add("inner ran"));

      test.complete(
          Coroutine.of(() -> {
            assertThat(test.loop.isRunning()).isTrue();
            assertThatThrownBy(() -> test.loop.runUntilComplete(inner))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already running");
          }));

      assertThat(events).isEmpty();
    }
  }

  @Test
  @Mirrors("test_base_events.RunningLoopTests.test_running_loop_within_a_loop")
  void refusesToRunALoopWithinAnother() {
    try (var outer = new TestLoop();
        var inner = new TestLoop()) {
      outer.complete(
          Coroutine.of(() ->
              assertThatThrownBy(() -> inner.loop.runForever())
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("while another loop, " + outer.loop)));
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_run_forever_keyboard_interrupt")
  void throwsAnInterruptOfTheCoroutineAndReportsItNowhereElse() {
    KeyboardInterrupt interrupt = new KeyboardInterrupt();
    try (var test = new TestLoop()) {
      assertThatThrownBy(() -> test.complete(throwing(interrupt))).isSameAs(interrupt);

      test.loop.close();

      assertThat(test.takeReports()).isEmpty();
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_run_until_complete_baseexception")
  void doesNotStopTheNextRunAfterAFatalError() {
    Error fatal = new InternalError("fatal");
    try (var test = new TestLoop()) {
      assertThatThrownBy(() -> test.complete(throwing(fatal))).isSameAs(fatal);
      test.loop.callLater(
          seconds(1),
          () -> {
            events.add("in the next run");
            test.loop.stop();
          });

      test.loop.runForever();

      assertThat(events).containsExactly("in the next run");
    }
  }

  private static Coroutine<Void> throwing(Error error) {
    return () -> {
      throw error;
    };
  }

  @Test
  @Mirrors(
      "test_base_events.BaseEventLoopTests.test_run_until_complete_loop_orphan_future_close_loop")
  void isNotStoppedByATaskThatAFatalErrorLeftOver() {
    Error fatal = new InternalError("fatal");
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> {
        throw fatal;
      });
      assertThatThrownBy(() -> test.complete(sleep(seconds(0.1)))).isSameAs(fatal);

      String value = test.complete(sleep(seconds(0.2), "slept"));

      assertThat(value).isEqualTo("slept");
    }
  }

  @Test
  void takesItsOwnCallbackOffAFutureThatIsStillPending() {
    try (var test = new TestLoop()) {
      Future<Void> future = test.loop.createFuture();
      test.loop.callSoon(test.loop::stop);
      assertThatThrownBy(() -> test.complete(future)).isInstanceOf(IllegalStateException.class);
      AtomicInteger turns = new AtomicInteger();
      test.loop.callSoon(() -> future.setResult(Unit.VALUE));
      test.loop.callLater(
          seconds(1),
          () -> {
            turns.incrementAndGet();
            test.loop.stop();
          });

      test.loop.runForever();

      assertThat(turns).hasValue(1);
    }
  }
}
