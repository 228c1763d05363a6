package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.timeoutAt;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A limit in time on a part of a task.
class TimeoutTest {
  private final List<String> events = new ArrayList<>();
  private @Nullable Timeout limit;

  /// Keeps the limit, to inspect it when its scope has ended.
  private Timeout.VoidBody noted(Action body) {
    return timeout -> {
      limit = timeout;
      body.run();
    };
  }

  private Timeout limit() {
    return requireNonNull(limit);
  }

  private static void sleepLong() {
    await(sleep(seconds(10)));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_basic")
  void throwsWhenTheLimitPasses() {
    assertThatThrownBy(() -> await(timeout(seconds(0.01), TimeoutTest::sleepLong)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("timeout of 0.01 s expired");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_basic")
  void hasExpiredWhenTheLimitPassed() {
    var _ = catchThrowable(() -> await(timeout(seconds(0.01), noted(TimeoutTest::sleepLong))));

    assertThat(limit().expired()).isTrue();
  }

  @AsyncTest(seeds = 20)
  void interruptsTheBodyAtTheLimit(VirtualClock clock) {
    assertThatThrownBy(() -> await(timeout(seconds(3), TimeoutTest::sleepLong)))
        .isInstanceOf(TimeoutException.class);

    assertThat(clock.elapsed()).isEqualTo(seconds(3));
  }

  @Test
  void interruptsTheBodyAtAPointInTime() {
    try (TestLoop test = new TestLoop()) {
      long when = test.loop.time() + seconds(3).toNanos();

      assertThatThrownBy(() -> test.complete(timeoutAt(when, TimeoutTest::sleepLong)))
          .isInstanceOf(TimeoutException.class);

      assertThat(test.elapsed()).isEqualTo(seconds(3));
    }
  }

  @AsyncTest(seeds = 20)
  void hasNoPointInTimeWithoutALimit() {
    OptionalLong when = await(timeoutAt(null, timeout -> timeout.when()));

    assertThat(when).isEmpty();
  }

  @AsyncTest(seeds = 20)
  void givesTheValueOfABodyThatEndsInTime() {
    assertThat(await(timeout(seconds(2), sleep(seconds(1), "value")))).isEqualTo("value");
  }

  @AsyncTest(seeds = 20)
  void doesNotCancelWhatComesAfterABodyThatEndsInTime() {
    await(timeout(seconds(2), () -> await(sleep(seconds(1)))));

    assertThat(await(sleep(seconds(10), "not cancelled"))).isEqualTo("not cancelled");
  }

  @AsyncTest(seeds = 20)
  void limitsAnewWhenAwaitedAgain(VirtualClock clock) {
    Coroutine<Void> limited = timeout(seconds(3), () -> await(sleep(seconds(2))));

    await(limited);
    await(limited);

    assertThat(clock.elapsed()).isEqualTo(seconds(4));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_waiter_cancelled")
  void cancelsTheBody() {
    Throwable thrown =
        catchThrowable(() ->
            await(
                timeout(
                    seconds(0.01),
                    () -> {
                      try {
                        sleepLong();
                      } catch (CancelledError e) {
                        events.add("cancelled");
                        throw e;
                      }
                    })));

    assertThat(thrown).isInstanceOf(TimeoutException.class);
    assertThat(events).containsExactly("cancelled");
  }

  @Test
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_zero")
  void throwsAtTheFirstAwaitWhenZero() {
    try (TestLoop test = new TestLoop()) {
      test.clock.advance(seconds(100));

      assertThatThrownBy(() -> test.complete(timeout(seconds(0), noted(TimeoutTest::sleepLong))))
          .isInstanceOf(TimeoutException.class);

      assertThat(test.elapsed()).isEqualTo(seconds(100));
      assertThat(limit().when()).hasValue(seconds(100).toNanos());
    }
  }

  @Test
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_in_the_past_sleep_zero")
  void throwsAtTheFirstYieldWhenInThePast() {
    try (TestLoop test = new TestLoop()) {
      test.clock.advance(seconds(100));

      assertThatThrownBy(
              () -> test.complete(timeout(seconds(-11), noted(() -> await(sleep(seconds(0)))))))
          .isInstanceOf(TimeoutException.class);

      assertThat(limit().when()).hasValue(seconds(89).toNanos());
    }
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_outer_task_is_not_cancelled")
  void leavesTheTaskUncancelled() {
    Task<Void> task =
        createTask(() -> {
          var _ = catchThrowable(() -> await(timeout(seconds(0.001), TimeoutTest::sleepLong)));
        });

    await(task);

    assertThat(task.done()).isTrue();
    assertThat(task.cancelled()).isFalse();
    assertThat(task.cancelling()).isEqualTo(0);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_exception_context")
  void tellsTheCancellationThatEndedTheBodyAsItsCause() {
    List<CancelledError> caught = new ArrayList<>();

    Throwable thrown =
        catchThrowable(() ->
            await(
                timeout(
                    seconds(0),
                    () -> {
                      try {
                        sleepLong();
                      } catch (CancelledError e) {
                        caught.add(e);
                        throw e;
                      }
                    })));

    assertThat(thrown.getCause()).isSameAs(caught.getFirst());
  }

  @Nested
  class AndFailuresOfTheBody {

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_foreign_exception_passed")
    void letsThemThroughInTime() {
      IOException failure = new IOException("disk full");

      assertThatThrownBy(() ->
              await(
                  timeout(
                      seconds(0.01),
                      noted(() -> {
                        throw failure;
                      }))))
          .isSameAs(failure)
          .hasNoSuppressedExceptions();
      assertThat(limit().expired()).isFalse();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_foreign_exception_on_timeout")
    void letsThoseOfCleaningUpThroughAndStandsBeside() {
      ArithmeticException failure = new ArithmeticException();

      assertThatThrownBy(() -> await(timeout(seconds(0.01), () -> cleanUpWith(failure))))
          .isSameAs(failure)
          .satisfies(thrown ->
              assertThat(thrown.getSuppressed()).hasExactlyElementsOfTypes(TimeoutException.class));
    }

    private static void cleanUpWith(RuntimeException failure) {
      try {
        sleepLong();
      } finally {
        throwIt(failure);
      }
    }

    private static void throwIt(RuntimeException failure) {
      throw failure;
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_foreign_exception_on_timeout_2")
    void standsInTheirChainOfCausesAtTheCancellation() {
      Throwable thrown =
          catchThrowable(() ->
              await(
                  timeout(
                      seconds(0.01),
                      () -> {
                        try {
                          sleepLong();
                        } catch (CancelledError e) {
                          throw new IllegalStateException(new NoSuchElementException(e));
                        }
                      })));

      assertThat(thrown)
          .isInstanceOf(IllegalStateException.class)
          .cause()
          .isInstanceOf(NoSuchElementException.class)
          .cause()
          .isInstanceOf(CancelledError.class);
      Throwable cancelled = requireNonNull(thrown.getCause()).getCause();
      assertThat(thrown.getSuppressed())
          .singleElement()
          .isInstanceOf(TimeoutException.class)
          .extracting(Throwable::getCause)
          .isSameAs(cancelled);
    }
  }

  @Nested
  class AndOtherCancellations {

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_foreign_cancel_doesnt_timeout_if_not_expired")
    void letsThemThroughInTime() {
      Task<Void> task = createTask(timeout(seconds(10), noted(() -> await(sleep(seconds(20))))));
      await(sleep(seconds(1)));

      task.cancel("from elsewhere");

      assertThatThrownBy(() -> await(task))
          .isInstanceOf(CancelledError.class)
          .hasMessage("from elsewhere");
      assertThat(limit().expired()).isFalse();
    }

    @AsyncTest(seeds = 20, strictOrder = true)
    @Mirrors("test_timeouts.TimeoutTests.test_timeout_after_cancellation")
    void throwsInTheCleanupOfACancelledTask() {
      Task<Throwable> task =
          cancelledThenCleaningUp(
              () -> catchThrowable(() -> await(timeout(seconds(0), TimeoutTest::sleepLong))));

      assertThat(await(task)).isInstanceOf(TimeoutException.class);
      assertThat(task.cancelling()).isEqualTo(1);
    }

    @AsyncTest(seeds = 20)
    void letsASecondOneThroughInTheCleanupOfACancelledTask() {
      Task<Void> task =
          cancelledThenCleaningUp(() ->
              await(
                  timeout(
                      seconds(1),
                      () -> {
                        requireNonNull(currentTask()).cancel();
                        sleepLong();
                      })));

      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
    }

    private static <T> Task<T> cancelledThenCleaningUp(Coroutine<T> cleanup) {
      Task<T> task =
          createTask(() -> {
            try {
              sleepLong();
            } catch (CancelledError _) {
              // cleaned up in its place, so that the effect of its value can be seen
            }
            return cleanup.run();
          });
      await(sleep(seconds(0)));
      task.cancel();
      return task;
    }

    @AsyncTest
    void doesNotCancelWhatComesAfterAValueInTheCleanupOfACancelledTask() {
      Task<String> task =
          cancelledThenCleaningUp(() -> {
            await(timeout(seconds(1), valueAtTheLimit()));
            return await(sleep(seconds(0), "cleaned up"));
          });

      assertThat(await(task)).isEqualTo("cleaned up");
    }
  }

  /// A value that is available in the same turn in which a limit of one second passes.
  private static Coroutine<String> valueAtTheLimit() {
    Future<String> value = getRunningLoop().createFuture();
    getRunningLoop().callLater(seconds(1), () -> value.setResult("value"));
    return () -> await(value);
  }

  @Test
  void doesNotLoseAValueThatIsThereInTheSameTurn() {
    TestLoop.run(
        () -> assertThat(await(timeout(seconds(1), valueAtTheLimit()))).isEqualTo("value"));
  }

  @AsyncTest
  void doesNotCancelWhatComesAfterAValueThatIsThereInTheSameTurn() {
    await(timeout(seconds(1), valueAtTheLimit()));

    assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
  }

  @AsyncTest
  void throwsAtTheNextAwaitAfterAValueThatIsThereInTheSameTurn() {
    Coroutine<String> value = valueAtTheLimit();

    assertThatThrownBy(() ->
            await(
                timeout(
                    seconds(1),
                    () -> {
                      events.add(await(value));
                      sleepLong();
                    })))
        .isInstanceOf(TimeoutException.class);
    assertThat(events).containsExactly("value");
  }

  @AsyncTest(seeds = 20)
  void canBeLongerThanTheClockCounts() {
    Duration forever = ChronoUnit.FOREVER.getDuration();

    assertThat(await(timeout(forever, sleep(seconds(1), "value")))).isEqualTo("value");
  }

  @Nested
  class WithinAnother {

    @AsyncTest
    void losesNoValueThatIsThereInTheTurnInWhichBothPass() {
      Coroutine<String> value = valueAtTheLimit();

      assertThat(await(timeout(seconds(1), timeout(seconds(1), value)))).isEqualTo("value");
      assertThat(requireNonNull(currentTask()).cancelling()).isZero();
      assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
    }

    @AsyncTest
    void isStillDueAtTheNextAwaitAfterAValueThatWasThereWhenBothPassed() {
      Coroutine<String> value = valueAtTheLimit();

      assertThatThrownBy(() ->
              await(
                  timeout(
                      seconds(1),
                      () -> {
                        events.add(await(timeout(seconds(1), value)));
                        sleepLong();
                      })))
          .isInstanceOf(TimeoutException.class);
      assertThat(events).containsExactly("value");
    }

    @Test
    @Mirrors("test_timeouts.TimeoutTests.test_nested_timeouts_concurrent")
    void letsTheOuterOneThroughThatPassedWhileTheLoopWasBusy() {
      try (TestLoop test = new TestLoop()) {
        assertThatThrownBy(() ->
                test.complete(
                    timeout(
                        seconds(0.002),
                        () ->
                            await(
                                timeout(
                                    seconds(0.1),
                                    noted(() -> {
                                      test.clock.advance(seconds(0.01));
                                      await(sleep(seconds(1)));
                                    }))))))
            .isInstanceOf(TimeoutException.class)
            .hasMessage("timeout of 0.002 s expired");
        assertThat(limit().expired()).isFalse();
      }
    }

    @Test
    @Mirrors("test_timeouts.TimeoutTests.test_nested_timeouts_loop_busy")
    void doesNotKeepTheOuterOneFromThrowingWhenBothPassedWhileTheLoopWasBusy() {
      try (TestLoop test = new TestLoop()) {
        assertThatThrownBy(() ->
                test.complete(
                    timeout(
                        seconds(0.1),
                        () -> {
                          try {
                            await(
                                timeout(
                                    seconds(0.01),
                                    () -> {
                                      test.clock.advance(seconds(0.2));
                                      await(sleep(seconds(1)));
                                    }));
                          } catch (TimeoutException e) {
                            // the inner one may throw or leave that to the outer one
                          }
                          sleepLong();
                        })))
            .isInstanceOf(TimeoutException.class)
            .hasMessage("timeout of 0.1 s expired");

        assertThat(test.elapsed()).isLessThan(seconds(1));
      }
    }

    @AsyncTest(seeds = 20)
    void isTheOnlyOneToThrowWhenItPassesFirst() {
      String value =
          await(
              timeout(
                  seconds(10),
                  () -> {
                    var _ =
                        catchThrowable(() -> await(timeout(seconds(1), TimeoutTest::sleepLong)));
                    return await(sleep(seconds(1), "outer goes on"));
                  }));

      assertThat(value).isEqualTo("outer goes on");
    }
  }

  @Nested
  class AsText {

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_repr_active")
    void showsWhenItPasses() {
      await(
          timeout(
              seconds(10),
              (Timeout timeout) -> {
                assertThat(timeout).hasToString("Timeout[active, when=10000000000]");
              }));
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_repr_disabled")
    void showsThatThereIsNoLimit() {
      await(
          timeout(
              null,
              (Timeout timeout) -> {
                assertThat(timeout).hasToString("Timeout[active, when=null]");
              }));
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_repr_expired")
    void showsThatItPassed() {
      var _ = catchThrowable(() -> await(timeout(seconds(1), noted(TimeoutTest::sleepLong))));

      assertThat(limit().toString()).startsWith("Timeout[expired");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_timeouts.TimeoutTests.test_repr_finished")
    void showsThatItsScopeHasEnded() {
      await(timeout(seconds(1), noted(() -> await(sleep(seconds(0))))));

      assertThat(limit().toString()).startsWith("Timeout[finished");
    }
  }
}
