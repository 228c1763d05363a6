package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Waiting for one awaitable, at most for a given time.
class WaitForTest {
  private final List<String> events = new ArrayList<>();

  /// Sleeps until cancelled, then takes another second for its cleanup.
  private Coroutine<Void> slowToEnd() {
    return () -> {
      try {
        return await(sleep(seconds(100)));
      } finally {
        await(sleep(seconds(1)));
        events.add("cleaned up");
      }
    };
  }

  /// Sleeps for two seconds, in spite of cancellations.
  private Coroutine<String> stubborn() {
    return () -> {
      long end = getRunningLoop().time() + seconds(2).toNanos();
      for (long now; (now = getRunningLoop().time()) < end; ) {
        try {
          await(sleep(Duration.ofNanos(end - now)));
        } catch (CancelledError _) {
          events.add("ignored a cancellation");
        }
      }
      events.add("ended");
      return "value";
    };
  }

  @Test
  @Mirrors("test_waitfor.AsyncioWaitForTest.test_wait_for_blocking")
  void givesTheValueWithoutALimit() {
    TestLoop.run(
        () -> assertThat(await(waitFor(sleep(seconds(3600), "done"), null))).isEqualTo("done"));
  }

  @Test
  void givesTheValueWithinTheLimit() {
    TestLoop.run(
        () -> assertThat(await(waitFor(sleep(seconds(1), "done"), seconds(2)))).isEqualTo("done"));
  }

  @AsyncTest(seeds = 20)
  void throwsWhatItWaitsForFailedWith() {
    IOException failure = new IOException("disk full");
    Coroutine<Void> failing =
        () -> {
          throw failure;
        };

    assertThatThrownBy(() -> await(waitFor(failing, seconds(1)))).isSameAs(failure);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_waitfor.AsyncioWaitForTest.test_wait_for_race_condition")
  void givesAValueThatACallbackSetsInTime() {
    Future<String> future = getRunningLoop().createFuture();
    getRunningLoop().callLater(seconds(0.1), () -> future.setResult("ok"));

    assertThat(await(waitFor(future, seconds(0.2)))).isEqualTo("ok");
  }

  @AsyncTest
  void givesAValueThatIsThereInTheTurnInWhichTheLimitPasses() {
    Future<String> future = getRunningLoop().createFuture();
    getRunningLoop().callLater(seconds(1), () -> future.setResult("ok"));

    assertThat(await(waitFor(future, seconds(1)))).isEqualTo("ok");
  }

  @Nested
  class WhenTheLimitPasses {

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_wait_for")
    void cancelsTheTask() {
      Task<Void> task = createTask(sleep(seconds(10)));

      assertThatThrownBy(() -> await(waitFor(task, seconds(0.1))))
          .isInstanceOf(TimeoutException.class);

      assertThat(task.cancelled()).isTrue();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation")
    void waitsForTheCleanupOfTheTask() {
      Task<Void> task = createTask(slowToEnd());

      assertThatThrownBy(() -> await(waitFor(task, seconds(0.1))))
          .isInstanceOf(TimeoutException.class)
          .hasCauseInstanceOf(CancelledError.class);

      assertThat(events).containsExactly("cleaned up");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_asyncio_wait_for_timeout")
    void waitsForACoroutineThatIgnoresIt() {
      String value = await(waitFor(stubborn(), seconds(1)));

      assertThat(events).containsExactly("ignored a cancellation", "ended");
      assertThat(value).isEqualTo("value");
    }

    @AsyncTest(seeds = 20)
    @Mirrors({
      "test_waitfor.AsyncioWaitForTest.test_wait_for_cancel_suppressed",
      "test_waitfor.AsyncioWaitForTest.test_wait_for_cancellation_race_condition"
    })
    void givesTheValueOfACoroutineThatAnswersTheCancellationWithOne() {
      Coroutine<Integer> answering =
          () -> {
            try {
              return await(sleep(seconds(10), 0));
            } catch (CancelledError e) {
              return 42;
            }
          };

      int value = await(waitFor(answering, seconds(0.1)));

      assertThat(value).isEqualTo(42);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_wait_for_reraises_exception_during_cancellation")
    void throwsWhatTheTaskFailsWithBecauseOfIt() {
      IOException failure = new IOException("disk full");
      Task<Void> task =
          createTask(() -> {
            try {
              await(sleep(seconds(10)));
            } catch (CancelledError e) {
              throw failure;
            }
          });

      assertThatThrownBy(() -> await(waitFor(task, seconds(0.1)))).isSameAs(failure);
    }
  }

  @Nested
  class WithNoTimeAtAll {

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_future_done")
    void givesTheValueOfAFutureThatIsDone() {
      Future<String> future = getRunningLoop().createFuture();
      future.setResult("done");

      assertThat(await(waitFor(future, seconds(0)))).isEqualTo("done");
    }

    @AsyncTest(seeds = 20)
    @Mirrors(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started")
    void doesNotBeginACoroutine() {
      Coroutine<Void> body = Coroutine.of(() -> events.add("began"));

      assertThatThrownBy(() -> await(waitFor(body, seconds(0))))
          .isInstanceOf(TimeoutException.class);

      assertThat(events).isEmpty();
    }

    @AsyncTest(seeds = 20)
    void cancelsATaskThatHasBegunWhenNegative(VirtualClock clock) {
      Task<Void> task = createTask(sleep(seconds(10)));
      await(clock.runUntilIdle());

      assertThatThrownBy(() -> await(waitFor(task, seconds(-1))))
          .isInstanceOf(TimeoutException.class);

      assertThat(task.cancelled()).isTrue();
    }

    @AsyncTest(seeds = 20)
    @Mirrors(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation_w_timeout_0")
    void waitsForTheCleanupOfATaskThatHasBegun() {
      Task<Void> task = createTask(slowToEnd());
      await(sleep(seconds(0.1)));

      assertThatThrownBy(() -> await(waitFor(task, seconds(0))))
          .isInstanceOf(TimeoutException.class)
          .hasCauseInstanceOf(CancelledError.class);

      assertThat(events).containsExactly("cleaned up");
    }
  }

  @Nested
  class WhenCancelled {

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_cancel_blocking_wait_for")
    void cancelsTheTaskItWaitsForWithoutALimit(VirtualClock clock) {
      Task<Void> task = createTask(sleep(seconds(10)));
      Task<Void> waiting = createTask(waitFor(task, null));
      await(clock.runUntilIdle());

      waiting.cancel();

      assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
      assertThat(task.cancelled()).isTrue();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_asyncio_wait_for_cancelled")
    void waitsForACoroutineThatIgnoresIt(VirtualClock clock) {
      Task<String> waiting = createTask(waitFor(stubborn(), seconds(4)));
      await(clock.runUntilIdle());

      waiting.cancel();
      await(waiting);

      assertThat(events).containsExactly("ignored a cancellation", "ended");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.AsyncioWaitForTest.test_wait_for_issue86296")
    void throwsThoughTheValueIsThereInTheSameTurn(VirtualClock clock) {
      Future<String> inner = getRunningLoop().createFuture();
      Task<String> waiting = createTask(waitFor(inner, seconds(100)));
      await(clock.runUntilIdle());

      inner.setResult("value");
      waiting.cancel();

      assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
      assertThat(inner.result()).isEqualTo("value");
    }

    @AsyncTest
    void throwsThoughTheValueIsThereAndTheLimitPassesInTheSameTurn() {
      Future<String> inner = getRunningLoop().createFuture();
      getRunningLoop().callLater(seconds(1), () -> inner.setResult("value"));
      Task<String> waiting = createTask(waitFor(inner, seconds(1)));
      await(sleep(seconds(0)));

      getRunningLoop().callLater(seconds(1), waiting::cancel);

      assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
    }
  }

  @Nested
  class OnAShield {

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.WaitForShieldTests.test_zero_timeout")
    void leavesTheTaskRunningWithNoTimeAtAll() {
      Task<String> task = createTask(sleep(seconds(1), "done"));
      Future<String> shield = shield(task);

      assertThatThrownBy(() -> await(waitFor(shield, seconds(0))))
          .isInstanceOf(TimeoutException.class);

      assertThat(shield.cancelled()).isTrue();
      assertThat(await(task)).isEqualTo("done");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.WaitForShieldTests.test_none_timeout")
    void givesTheValueWithoutALimit() {
      Task<String> task = createTask(sleep(seconds(1), "done"));

      assertThat(await(waitFor(shield(task), null))).isEqualTo("done");
      assertThat(task.done()).isTrue();
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_waitfor.WaitForShieldTests.test_shielded_timeout")
    void leavesTheTaskRunningWhenTheLimitPasses() {
      Task<String> task = createTask(sleep(seconds(1), "done"));

      Throwable thrown = catchThrowable(() -> await(waitFor(shield(task), seconds(0.1))));

      assertThat(thrown).isInstanceOf(TimeoutException.class);
      assertThat(task.done()).isFalse();
      assertThat(await(task)).isEqualTo("done");
    }
  }
}
