package program;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Action;
import jasyncio.AwaitedAt;
import jasyncio.CapturedLog;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Mirrors;
import jasyncio.RunOptions;
import jasyncio.SkippingClock;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.TestLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DebugModeTest {
  private static void debug(Action body) {
    run(Coroutine.of(body), RunOptions.DEFAULTS.withDebug(true));
  }

  /// The exception of `action` in another thread while the loop runs.
  private static Throwable thrownElsewhere(Action action) {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            action.run();
            thrown.complete(new AssertionError("nothing was thrown"));
          } catch (Throwable t) {
            thrown.complete(t);
          }
        });
    return await(thrown);
  }

  @Nested
  class ACallFromAnotherThread {
    @Test
    @Mirrors("test_base_events.BaseEventLoopTests.test_check_thread")
    void schedulingACallbackFailsAndNamesTheRightMethod() {
      debug(() -> {
        EventLoop loop = getRunningLoop();

        assertThat(thrownElsewhere(() -> loop.callSoon(() -> {})))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("callSoonThreadsafe");
      });
    }

    @Test
    void settingATimerFails() {
      debug(() -> {
        EventLoop loop = getRunningLoop();

        assertThat(thrownElsewhere(() -> loop.callLater(seconds(1), () -> {})))
            .isInstanceOf(IllegalStateException.class);
      });
    }

    @Test
    @Mirrors("test_base_events.BaseEventLoopTests.test_check_thread")
    void isNotCheckedOutsideDebugMode() {
      run(() -> {
        EventLoop loop = getRunningLoop();
        Thread other = Thread.ofPlatform().start(() -> loop.callLater(seconds(1), () -> {}));

        assertThat(other.join(seconds(10))).isTrue();
      });
    }

    @Test
    void makingATaskFailsAndNamesTheRightMethod() {
      debug(() -> {
        EventLoop loop = getRunningLoop();

        assertThat(thrownElsewhere(() -> loop.createTask(() -> 1)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("runCoroutineThreadsafe");
      });
    }

    @Test
    void completingAFutureFailsAndLeavesItPending() {
      debug(() -> {
        Future<Integer> future = getRunningLoop().createFuture();

        assertThat(thrownElsewhere(() -> future.setResult(1)))
            .isInstanceOf(IllegalStateException.class);
        assertThat(future.done()).isFalse();
      });
    }

    @Test
    void cancellingATaskFailsAndLeavesItAlone() {
      debug(() -> {
        Task<Integer> task = createTask(() -> 1);

        assertThat(thrownElsewhere(task::cancel)).isInstanceOf(IllegalStateException.class);
        assertThat(await(task)).isEqualTo(1);
      });
    }

    @Test
    void callSoonThreadsafeIsAccepted() {
      debug(() -> {
        Future<Integer> future = getRunningLoop().createFuture();
        EventLoop loop = getRunningLoop();
        Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> future.setResult(1)));

        assertThat(await(future)).isEqualTo(1);
      });
    }
  }

  @Nested
  class ASlowStep {
    private static void takeLong(SkippingClock clock, CapturedLog log) {
      clock.advance(millis(150));
      assertThat(log.records()).isEmpty();
    }

    @Test
    @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_log_slow_callbacks")
    void isReportedWithWhatRan() {
      try (CapturedLog log = new CapturedLog();
          TestLoop test = new TestLoop()) {
        test.loop.setDebug(true);
        test.complete(
            test.loop.createTask(
                Coroutine.of(() -> takeLong(test.clock, log)), TaskOptions.named("reader")));

        assertThat(log.records())
            .singleElement()
            .extracting(LogRecord::getMessage)
            .asString()
            .contains("Executing", "name=reader", "took 0.15 s");
      }
    }

    @Test
    void isNotReportedBelowTheLimit() {
      try (CapturedLog log = new CapturedLog();
          TestLoop test = new TestLoop()) {
        test.loop.setDebug(true);
        test.loop.slowCallbackDuration(millis(151));
        test.complete(Coroutine.of(() -> takeLong(test.clock, log)));

        assertThat(log.records()).isEmpty();
      }
    }

    @Test
    void isNotReportedOutsideDebugMode() {
      try (CapturedLog log = new CapturedLog();
          TestLoop test = new TestLoop()) {
        test.complete(Coroutine.of(() -> takeLong(test.clock, log)));

        assertThat(log.records()).isEmpty();
      }
    }
  }

  /// Finds the place in the text of `made`.
  private static void assertMadeHere(Object made) {
    assertThat(made.toString()).contains("created DebugModeTest.java:");
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_task_source_traceback")
  void aTaskTellsWhereItWasMade() {
    debug(() -> assertMadeHere(createTask(() -> 1)));
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_future_source_traceback")
  void aFutureTellsWhereItWasMade() {
    debug(() -> assertMadeHere(new Future<Object>()));
  }

  @Test
  @Mirrors("test_events.HandleTests.test_handle_source_traceback")
  void everyKindOfHandleTellsWhereItWasMade() {
    debug(() -> {
      EventLoop loop = getRunningLoop();

      assertMadeHere(loop.callSoon(() -> {}));
      assertMadeHere(loop.callSoonThreadsafe(() -> {}));
      assertMadeHere(loop.callLater(seconds(1), () -> {}));
    });
  }

  @Test
  void aReportTellsWhereTheTaskWasMade() {
    try (TestLoop test = new TestLoop()) {
      test.loop.setDebug(true);
      test.loop.callSoon(() -> {
        throw new IllegalStateException("boom");
      });
      test.turns(1);

      assertThat(test.takeReports().getFirst().sourceTraceback().getFirst().getFileName())
          .isEqualTo("DebugModeTest.java");
    }
  }

  @Test
  void aFailureThatCrossesTasksTellsWhereItWasAwaited() {
    debug(() -> {
      Task<Void> task =
          createTask(() -> {
            throw new IOException("disk full");
          });

      assertThatThrownBy(() -> await(task))
          .satisfies(failure -> {
            assertThat(failure.getSuppressed()).singleElement().isInstanceOf(AwaitedAt.class);
            assertThat(failure.getSuppressed()[0].getStackTrace())
                .anyMatch(frame -> "DebugModeTest.java".equals(frame.getFileName()));
          });
    });
  }

  @Test
  @Mirrors("test_futures2.FutureTests.test_future_traceback")
  void aFailureAwaitedAgainAndAgainDoesNotGrow() {
    debug(() -> {
      Task<Void> task =
          createTask(() -> {
            throw new IOException("disk full");
          });
      for (int i = 0; i < 5; i++) {
        try {
          await(task);
        } catch (Exception e) {
          assertThat(e.getSuppressed()).hasSizeLessThanOrEqualTo(2);
        }
      }
    });
  }

  @Test
  void isOffByDefault() {
    run(() -> {
      await(sleep(millis(1)));
      assertThat(getRunningLoop().getDebug()).isFalse();
    });
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_set_debug")
  void canBeSwitched() {
    try (TestLoop test = new TestLoop()) {
      test.loop.setDebug(true);
      assertThat(test.loop.getDebug()).isTrue();

      test.loop.setDebug(false);
      assertThat(test.loop.getDebug()).isFalse();
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_call_soon_non_callable")
  @SuppressWarnings("NullAway") // the mistake under test
  void aCallbackThatIsNotThereIsRefused() {
    try (TestLoop test = new TestLoop()) {
      test.loop.setDebug(true);

      assertThatThrownBy(() -> test.loop.callSoon(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("callback");
    }
  }
}
