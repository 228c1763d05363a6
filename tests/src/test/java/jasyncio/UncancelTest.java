package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.base.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The count of requests to cancel, and the withdrawal of one.
class UncancelTest {

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_cancelling")
  void requestsAreCounted() {
    try (TestLoop test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(sleep(seconds(10)));
      int before = task.cancelling();

      task.cancel();
      boolean acceptedAgain = task.cancel();

      assertThat(before).isZero();
      assertThat(acceptedAgain).isTrue();
      assertThat(task.cancelling()).isEqualTo(2);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_cancelling")
  void aRequestShowsInTheTasksText() {
    try (TestLoop test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(sleep(seconds(10)));

      task.cancel();

      assertThat(task.toString()).contains("cancelling");
      assertThatThrownBy(() -> test.complete(task)).isInstanceOf(CancelledError.class);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_uncancel_resets_must_cancel")
  void dropsACancellationThatWasNotThrownYet() {
    try (TestLoop test = new TestLoop()) {
      Future<Void> future = test.loop.createFuture();
      Task<Integer> task =
          test.loop.createTask(() -> {
            await(future);
            return 42;
          });
      test.turns(1);
      future.setResult(Unit.VALUE);
      task.cancel();

      int left = task.uncancel();

      assertThat(left).isZero();
      assertThat(task.cancelling()).isZero();
      assertThat(test.complete(task)).isEqualTo(42);
    }
  }

  @Test
  void letsATaskBeginThatWasToBeCancelledFirst() {
    try (TestLoop test = new TestLoop()) {
      Task<Integer> task = test.loop.createTask(() -> 42);
      task.cancel();

      task.uncancel();

      assertThat(test.complete(task)).isEqualTo(42);
    }
  }

  @Test
  void keepsTheCancellationWhileARequestIsLeft() {
    try (TestLoop test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(sleep(Duration.ZERO));
      test.turns(1);
      task.cancel();
      task.cancel();

      int left = task.uncancel();

      assertThat(left).isEqualTo(1);
      assertThatThrownBy(() -> test.complete(task)).isInstanceOf(CancelledError.class);
    }
  }

  @Test
  void neverGoesBelowZero() {
    TestLoop.run(() -> {
      Task<?> me = Objects.requireNonNull(currentTask());

      assertThat(me.uncancel()).isZero();
      assertThat(me.cancelling()).isZero();
    });
  }

  /// A limit in time built from nothing but `callLater`, `cancel` and `uncancel`.
  @Nested
  @Mirrors("test_tasks.BaseTaskTests.test_uncancel_structured_blocks")
  class InAHandMadeTimeout {
    private final List<String> events = new ArrayList<>();

    private void within(Duration limit, Action body) throws Exception {
      Task<?> me = Objects.requireNonNull(currentTask());
      AtomicBoolean reached = new AtomicBoolean();
      TimerHandle timer =
          getRunningLoop()
              .callLater(
                  limit,
                  () -> {
                    reached.set(true);
                    me.cancel();
                  });
      try {
        body.run();
      } catch (CancelledError e) {
        if (reached.get() && me.uncancel() == 0) {
          events.add("timed out");
          return;
        }
        throw e;
      } finally {
        timer.cancel();
      }
    }

    @Test
    void letsTheCodeAroundTheBlockRunOn() {
      TestLoop.run(() -> {
        within(millis(10), () -> await(sleep(seconds(10))));
        await(sleep(seconds(1)));
        events.add("ran on");

        assertThat(events).containsExactly("timed out", "ran on");
        assertThat(Objects.requireNonNull(currentTask()).cancelling()).isZero();
      });
    }

    @Test
    void isNotNeededIfTheLimitIsNotReached() {
      TestLoop.run(() -> {
        within(seconds(10), () -> await(sleep(millis(10))));
        await(sleep(seconds(20)));

        assertThat(events).isEmpty();
        assertThat(Objects.requireNonNull(currentTask()).cancelling()).isZero();
      });
    }

    @Test
    void leavesACancellationFromOutsideAlone() {
      try (TestLoop test = new TestLoop()) {
        Task<Void> task =
            test.loop.createTask(
                Coroutine.of(() -> within(seconds(1), () -> await(sleep(seconds(10))))));
        test.turns(1);

        task.cancel("from outside");

        assertThatThrownBy(() -> test.complete(task))
            .isInstanceOf(CancelledError.class)
            .hasMessage("from outside");
        assertThat(events).isEmpty();
      }
    }
  }
}
