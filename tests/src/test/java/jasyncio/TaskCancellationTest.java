package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.internal.base.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The place where a request to cancel arrives, and a task's answers to it.
class TaskCancellationTest {

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_cancel")
  void endsASleepAtOnce() {
    try (TestLoop test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(sleep(seconds(10)));
      test.turns(1);

      boolean accepted = task.cancel();

      assertThat(accepted).isTrue();
      assertThatThrownBy(() -> test.complete(task)).isInstanceOf(CancelledError.class);
      assertThat(task.cancelled()).isTrue();
      assertThat(test.elapsed()).isZero();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_cancel")
  void isRefusedOnceTheTaskIsDone() {
    try (TestLoop test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(sleep(seconds(10)));
      task.cancel();
      test.turns(1);

      assertThat(task.cancel()).isFalse();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_cancel_yield")
  void arrivesAtABareYield() {
    try (TestLoop test = new TestLoop()) {
      List<String> events = new ArrayList<>();
      Task<Void> task =
          test.loop.createTask(
              Coroutine.of(() -> {
                await(sleep(Duration.ZERO));
                events.add("went on");
              }));
      test.turns(1);

      task.cancel();
      test.turns(1);

      assertThat(task.cancelled()).isTrue();
      assertThat(task.cancel()).isFalse();
      assertThat(events).isEmpty();
    }
  }

  @Test
  void keepsATaskThatHasNotBegunFromBeginning() {
    try (TestLoop test = new TestLoop()) {
      List<String> events = new ArrayList<>();
      Task<Void> task = test.loop.createTask(Coroutine.of(() -> events.add("began")));

      task.cancel();
      test.turns(1);

      assertThat(task.cancelled()).isTrue();
      assertThat(events).isEmpty();
    }
  }

  @Test
  void cancellationOfATaskThatAwaitsNoMoreReplacesItsValue() {
    try (TestLoop test = new TestLoop()) {
      Task<String> task =
          test.loop.createTask(() -> {
            Objects.requireNonNull(currentTask()).cancel("too late to await");
            return "value";
          });

      assertThatThrownBy(() -> test.complete(task))
          .isInstanceOf(CancelledError.class)
          .hasMessage("too late to await");
      assertThat(task.cancelled()).isTrue();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_task_cancel_sleeping_task")
  void isSeenByTheAwaiterOfTheTask() {
    try (TestLoop test = new TestLoop()) {
      Coroutine<String> main =
          () -> {
            Task<Void> sleeper = createTask(sleep(seconds(5000)));
            getRunningLoop().callLater(millis(100), sleeper::cancel);
            try {
              await(sleeper);
              return "slept";
            } catch (CancelledError _) {
              return "cancelled";
            }
          };

      String ending = test.complete(main);

      assertThat(ending).isEqualTo("cancelled");
      assertThat(test.elapsed()).isEqualTo(millis(100));
    }
  }

  @Nested
  class OnItsWayToAFuture {

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_task_cancel_waiter_future")
    void cancelsTheFutureThatIsAwaited() {
      try (TestLoop test = new TestLoop()) {
        Future<String> future = test.loop.createFuture();
        Task<String> task = test.loop.createTask(() -> await(future));
        test.turns(1);

        task.cancel();

        assertThat(future.cancelled()).isTrue();
        assertThatThrownBy(() -> test.complete(task)).isInstanceOf(CancelledError.class);
        assertThat(task.toString()).doesNotContain("wait_for=");
      }
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_inner_future")
    void cancellingTheFutureCancelsTheTaskToo() {
      try (TestLoop test = new TestLoop()) {
        Future<String> future = test.loop.createFuture();
        Task<String> task = test.loop.createTask(() -> await(future));
        test.turns(1);

        future.cancel();

        assertThatThrownBy(() -> test.complete(task)).isInstanceOf(CancelledError.class);
        assertThat(future.cancelled()).isTrue();
        assertThat(task.cancelled()).isTrue();
      }
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_both_task_and_inner_future")
    void cancellingTheFutureAndThenTheTaskArrivesOnce() {
      try (TestLoop test = new TestLoop()) {
        Future<String> future = test.loop.createFuture();
        List<String> events = new ArrayList<>();
        Task<Void> task =
            test.loop.createTask(
                Coroutine.of(() -> {
                  try {
                    await(future);
                  } catch (CancelledError e) {
                    events.add("cancelled");
                    await(sleep(seconds(1)));
                    events.add("cleaned up");
                    throw e;
                  }
                }));
        test.turns(1);

        future.cancel();
        task.cancel();

        assertThatThrownBy(() -> test.complete(task)).isInstanceOf(CancelledError.class);
        assertThat(future.cancelled()).isTrue();
        assertThat(task.cancelled()).isTrue();
        assertThat(events).containsExactly("cancelled", "cleaned up");
      }
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_awaited_task")
    void travelsThroughATaskAwaitedAfterTheRequest() {
      try (TestLoop test = new TestLoop()) {
        Future<String> future = test.loop.createFuture();
        Task<String> nested = test.loop.createTask(() -> await(future));
        Task<String> outer =
            test.loop.createTask(() -> {
              Objects.requireNonNull(currentTask()).cancel();
              return await(nested);
            });

        assertThatThrownBy(() -> test.complete(outer)).isInstanceOf(CancelledError.class);

        assertThat(outer.cancelled()).isTrue();
        assertThat(nested.cancelled()).isTrue();
        assertThat(future.cancelled()).isTrue();
      }
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_yield_future_passes_cancel")
    void isSeenByTheInnermostCoroutineFirst() {
      try (TestLoop test = new TestLoop()) {
        Future<String> future = test.loop.createFuture();
        List<String> seenBy = new ArrayList<>();
        Coroutine<Void> inner =
            Coroutine.of(() -> {
              try {
                await(future);
              } catch (CancelledError e) {
                seenBy.add("inner");
                throw e;
              }
            });
        Task<Void> outer =
            test.loop.createTask(
                Coroutine.of(() -> {
                  try {
                    await(inner);
                  } catch (CancelledError _) {
                    seenBy.add("outer");
                  }
                }));
        test.turns(1);

        outer.cancel();
        test.complete(outer);

        assertThat(seenBy).containsExactly("inner", "outer");
        assertThat(future.cancelled()).isTrue();
        assertThat(outer.cancelled()).isFalse();
      }
    }
  }

  @Nested
  class CaughtByTheTask {

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_task_catching")
    void leavesItUncancelledIfItGivesAValue() {
      try (TestLoop test = new TestLoop()) {
        Future<Void> first = test.loop.createFuture();
        Future<Void> second = test.loop.createFuture();
        Task<Integer> task =
            test.loop.createTask(() -> {
              await(first);
              try {
                await(second);
                return 0;
              } catch (CancelledError _) {
                return 42;
              }
            });
        test.turns(1);
        first.setResult(Unit.VALUE);
        test.turns(1);

        task.cancel();

        assertThat(test.complete(task)).isEqualTo(42);
        assertThat(task.cancelled()).isFalse();
        assertThat(second.cancelled()).isTrue();
      }
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_task_ignoring")
    void doesNotArriveASecondTime() {
      try (TestLoop test = new TestLoop()) {
        Future<Void> first = test.loop.createFuture();
        Future<Void> second = test.loop.createFuture();
        Future<Integer> third = test.loop.createFuture();
        Task<Integer> task =
            test.loop.createTask(() -> {
              await(first);
              try {
                await(second);
              } catch (CancelledError _) {
                // goes on
              }
              return await(third);
            });
        test.turns(1);
        first.setResult(Unit.VALUE);
        test.turns(1);

        task.cancel();
        test.turns(1);
        third.setResult(42);

        assertThat(test.complete(task)).isEqualTo(42);
        assertThat(second.cancelled()).isTrue();
        assertThat(third.cancelled()).isFalse();
      }
    }

    @Test
    void arrivesAgainIfAskedForAgain() {
      try (TestLoop test = new TestLoop()) {
        List<@Nullable String> messages = new ArrayList<>();
        Task<Void> task =
            test.loop.createTask(
                Coroutine.of(() -> {
                  for (int i = 0; i < 2; i++) {
                    try {
                      await(sleep(seconds(10)));
                    } catch (CancelledError e) {
                      messages.add(e.getMessage());
                    }
                  }
                }));
        test.turns(1);

        task.cancel("first");
        test.turns(1);
        task.cancel("second");
        test.complete(task);

        assertThat(messages).containsExactly("first", "second");
      }
    }
  }

  @Nested
  class Messages {

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_task_cancel_message_getter")
    void reachTheAwaiterOfTheTask() {
      try (TestLoop test = new TestLoop()) {
        Task<Void> task = test.loop.createTask(sleep(seconds(10)));
        test.turns(1);

        task.cancel("my message");

        assertThatThrownBy(() -> test.complete(task))
            .isInstanceOf(CancelledError.class)
            .hasMessage("my message");
      }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"my message", "5"})
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_with_message_then_future_result")
    void areThoseOfTheErrorThatResultThrows(@Nullable String message) {
      TestLoop.run(() -> {
        Task<Void> task = createTask(sleep(seconds(10)));
        await(sleep(Duration.ZERO));
        task.cancel(message);

        await(waitOn(List.of(task)));

        Throwable thrown = catchThrowable(task::result);
        assertThat(thrown).isInstanceOf(CancelledError.class).hasMessage(message).hasNoCause();
      });
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"my message", "5"})
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_with_message_then_future_exception")
    void areThoseOfTheErrorThatExceptionThrows(@Nullable String message) {
      TestLoop.run(() -> {
        Task<Void> task = createTask(sleep(seconds(10)));
        await(sleep(Duration.ZERO));
        task.cancel(message);

        await(waitOn(List.of(task)));

        Throwable thrown = catchThrowable(task::exception);
        assertThat(thrown).isInstanceOf(CancelledError.class).hasMessage(message).hasNoCause();
      });
    }

    @Test
    void tracesAreThereEachTimeTheyAreAskedFor() {
      TestLoop.run(() -> {
        Task<Void> task = createTask(sleep(seconds(10)));
        await(sleep(Duration.ZERO));
        task.cancel("my message");
        await(waitOn(List.of(task)));

        var _ = catchThrowable(task::result);

        assertThat(catchThrowable(task::result)).hasMessage("my message");
      });
    }
  }

  @Nested
  class Traces {

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_traceback_for_future_result")
    void traceOfAnAwaitedTaskShowsWhereItWasSuspended() {
      TestLoop.run(() -> {
        Task<Void> task = createTask(() -> sleepsInAFrameOfItsOwn());
        await(sleep(Duration.ZERO));
        task.cancel();

        Throwable thrown = catchThrowable(() -> await(task));

        assertThat(thrown.getStackTrace())
            .extracting(StackTraceElement::getMethodName)
            .contains("sleepsInAFrameOfItsOwn");
      });
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_traceback_for_future_exception")
    void traceOfARetrievedExceptionShowsWhereTheTaskWasSuspended() {
      TestLoop.run(() -> {
        Task<Void> task = createTask(() -> sleepsInAFrameOfItsOwn());
        await(sleep(Duration.ZERO));
        task.cancel();
        await(waitOn(List.of(task)));

        Throwable thrown = catchThrowable(task::exception);

        assertThat(thrown.getStackTrace())
            .extracting(StackTraceElement::getMethodName)
            .contains("sleepsInAFrameOfItsOwn");
      });
    }

    private static void sleepsInAFrameOfItsOwn() {
      await(sleep(seconds(10)));
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancellation_exception_context")
    void areTheCauseThatTheAwaiterMakesOfThem() {
      TestLoop.run(() -> {
        Task<Void> inner = createTask(sleep(seconds(10)));
        Task<Void> outer =
            createTask(() -> {
              try {
                await(inner);
              } catch (CancelledError e) {
                throw new IllegalStateException("inner was cancelled", e);
              }
            });
        await(sleep(Duration.ZERO));
        inner.cancel("msg");

        Throwable thrown = catchThrowable(() -> await(outer));

        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        assertThat(thrown.getCause())
            .isInstanceOf(CancelledError.class)
            .hasMessage("msg")
            .hasNoCause();
      });
    }
  }

  @Test
  void mayBeAskedOfEachTaskOfARing() {
    TestLoop.run(() -> {
      List<Task<?>> ring = new ArrayList<>();
      ring.add(createTask(() -> await(ring.get(1))));
      ring.add(createTask(() -> await(ring.get(0))));
      TestLoop.yieldTurn();

      for (int i = 0; i < 3; i++) {
        ring.forEach(Task::cancel);
      }
      await(Asyncio.gatherOutcomes(ring));

      assertThat(ring).allMatch(Task::cancelled);
    });
  }

  @Test
  void reachesAllTasksOfARingThatAwaitEachOther() {
    TestLoop.run(() -> {
      List<Task<String>> ring = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int next = (i + 1) % 3;
        ring.add(createTask(() -> await(ring.get(next))));
      }
      await(sleep(Duration.ZERO));
      ring.getFirst().cancel("enough");
      await(waitOn(ring));

      assertThat(ring).allSatisfy(task -> assertThat(task.cancelled()).isTrue());
    });
  }

  @Test
  void reachesBothTasksOfARingThroughGather() {
    TestLoop.run(() -> {
      List<Task<List<String>>> ring = new ArrayList<>();
      Task<String> one = createTask(() -> await(gather(ring)).toString());
      Task<List<String>> other = createTask(() -> List.of(await(one)));
      ring.add(other);
      await(sleep(Duration.ZERO));
      other.cancel();
      await(waitOn(List.of(other)));

      assertThat(one.cancelled()).isTrue();
      assertThat(other.cancelled()).isTrue();
    });
  }

  @Test
  void cancellationReachesTheLastOfManyTasksThatAwaitEachOther() {
    TestLoop.run(() -> {
      Task<?> last = createTask(() -> await(Asyncio.getRunningLoop().createFuture()));
      Task<?> first = last;
      for (int i = 0; i < 20_000; i++) {
        Task<?> next = first;
        first = createTask(() -> await(next));
      }
      await(sleep(Duration.ZERO));
      first.cancel();
      await(waitOn(List.of(first)));

      assertThat(last.cancelled()).isTrue();
      assertThat(first.cancelled()).isTrue();
    });
  }

  private static List<Task<String>> ringOfThree() {
    List<Task<String>> ring = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int next = (i + 1) % 3;
      ring.add(createTask(() -> await(ring.get(next))));
    }
    TestLoop.yieldTurn();
    return ring;
  }

  @Test
  void aTaskOfARingWhoseRequestIsTakenBackWaitsOn() {
    TestLoop.run(() -> {
      List<Task<String>> ring = ringOfThree();

      ring.getFirst().cancel("a mistake");
      ring.getFirst().uncancel();
      TestLoop.yieldTurn();

      assertThat(ring).noneMatch(Future::done);
      ring.getFirst().cancel("meant");
      await(waitOn(ring));
      assertThat(ring).allMatch(Task::cancelled);
    });
  }

  @Test
  void aRingWhoseRequestsAreAllTakenBackWaitsOn() {
    TestLoop.run(() -> {
      List<Task<String>> ring = ringOfThree();

      ring.forEach(Task::cancel);
      ring.forEach(task -> {
        while (task.cancelling() > 0) {
          task.uncancel();
        }
      });
      TestLoop.yieldTurn();

      assertThat(ring).noneMatch(Future::done);
      ring.getLast().cancel("meant");
      await(waitOn(ring));
      assertThat(ring).allMatch(Task::cancelled);
    });
  }
}
