package program;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jasyncio.Asyncio;
import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.ExceptionGroup;
import jasyncio.Future;
import jasyncio.Task;
import jasyncio.TestLoop;
import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The requester that a [CancelledError] names.
class CancelOriginTest {
  private static final Coroutine<Void> LONG = sleep(seconds(100));

  /// The error of a task of `body` that begins and is then cancelled by the task `watcher`.
  private static CancelledError cancelled(Coroutine<?> body, Consumer<Task<?>> cancel) {
    self().setName("watcher");
    Task<?> task = createTask(body);
    await(sleep(Duration.ZERO));
    cancel.accept(task);
    return errorOf(task);
  }

  private static Task<?> self() {
    return Objects.requireNonNull(Asyncio.currentTask());
  }

  private static CancelledError errorOf(Future<?> future) {
    return Objects.requireNonNull(catchThrowableOfType(CancelledError.class, () -> await(future)));
  }

  @AsyncTest(seeds = 20)
  void isTheTaskThatAsked() {
    assertThat(cancelled(LONG, Task::cancel).origin()).isEqualTo("watcher");
  }

  @AsyncTest(seeds = 20)
  void standsBesideTheMessage() {
    CancelledError error = cancelled(LONG, task -> task.cancel("enough"));

    assertThat(error).hasMessage("enough");
    assertThat(error).hasToString("jasyncio.CancelledError: enough (asked by watcher)");
  }

  @AsyncTest(seeds = 20)
  void isKnownOfATaskThatWasNotSuspended() {
    self().setName("watcher");
    Task<Void> task = createTask(LONG);
    task.cancel();

    assertThat(errorOf(task).origin()).isEqualTo("watcher");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void passesThroughWhatTheTaskAwaits() {
    Task<Void> child = createTask(LONG);

    CancelledError error = cancelled(() -> await(gather(child)), Task::cancel);

    assertThat(error.origin()).isEqualTo("watcher");
    assertThat(errorOf(child).origin()).isEqualTo("watcher");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void passesThroughAFutureWithAnotherIdeaOfCancelling() {
    var future =
        new Future<Void>() {
          @Override
          public boolean cancel(@Nullable String message) {
            return super.cancel("in other words");
          }
        };

    CancelledError error = cancelled(() -> await(future), Task::cancel);

    assertThat(error).hasMessage("in other words");
    assertThat(error.origin()).isEqualTo("watcher");
  }

  @AsyncTest(seeds = 20)
  void passesThroughAShield() {
    Task<Void> inner = createTask(LONG);
    Future<Void> outer = shield(inner);

    CancelledError error = cancelled(() -> await(outer), _ -> inner.cancel());

    assertThat(error.origin()).isEqualTo("watcher");
  }

  @AsyncTest(seeds = 20)
  void isTheTimeLimitThatPassed() {
    assertThatThrownBy(() -> await(timeout(seconds(1), LONG)))
        .cause()
        .extracting(cause -> ((CancelledError) cause).origin())
        .isEqualTo("timeout of 1 s");
  }

  @AsyncTest(seeds = 20)
  void isALimitOfNoTime() {
    assertThatThrownBy(() -> await(waitFor(createTask(LONG), Duration.ZERO)))
        .cause()
        .extracting(cause -> ((CancelledError) cause).origin())
        .isEqualTo("timeout of 0 s");
  }

  @AsyncTest(seeds = 20)
  void isTheTaskGroupThatShutsDown(VirtualClock clock) {
    self().setName("parent");
    Future<Task<Void>> child = getRunningLoop().createFuture();

    assertThatThrownBy(() ->
            await(
                taskGroup(group -> {
                  child.setResult(group.createTask(LONG));
                  await(clock.runUntilIdle());
                  fail("in the body");
                })))
        .isInstanceOf(ExceptionGroup.class);

    assertThat(errorOf(child.result()).origin()).isEqualTo("the task group of parent");
  }

  @AsyncTest(seeds = 20)
  void isThatOfTheRequestWhichAGroupsFailuresTookThePlaceOf() {
    Coroutine<Void> body =
        Coroutine.of(() -> {
          try {
            await(
                taskGroup(group -> {
                  group.createTask(CancelOriginTest::failInCleanup);
                }));
          } catch (ExceptionGroup _) {
            await(LONG);
          }
        });

    assertThat(cancelled(body, Task::cancel).origin()).isEqualTo("watcher");
  }

  private static void failInCleanup() {
    try {
      await(LONG);
    } finally {
      fail("in cleanup");
    }
  }

  private static void fail(String where) {
    throw new IllegalArgumentException(where);
  }

  @Test
  void isTheEndOfTheRun() {
    Future<Void> left = Asyncio.<Future<Void>>run(() -> createTask(LONG));

    assertThatThrownBy(left::result)
        .extracting(error -> ((CancelledError) error).origin())
        .isEqualTo("run(), which ends");
  }

  @AsyncTest(seeds = 20)
  void isAnInterrupt() {
    assertThat(
            cancelled(
                    () -> {
                      Thread.currentThread().interrupt();
                      return await(LONG);
                    },
                    _ -> {})
                .origin())
        .isEqualTo("an interrupt of its thread");
  }

  @AsyncTest(seeds = 20)
  void isACallbackOfTheLoop() {
    assertThat(cancelled(LONG, task -> getRunningLoop().callSoon(task::cancel)).origin())
        .isEqualTo("a callback");
  }

  @Test
  void isTheThreadThatCancelledFromOutside() throws InterruptedException {
    try (TestLoop test = new TestLoop()) {
      Future<Task<?>> started = test.loop.createFuture();
      CompletableFuture<Void> outside =
          Asyncio.runCoroutineThreadsafe(
              () -> {
                started.setResult(self());
                return await(LONG);
              },
              test.loop);
      test.turns(2);
      Task<?> task = started.result();

      Thread.ofPlatform().name("outsider").start(() -> outside.cancel(false)).join();

      assertThatThrownBy(() -> test.complete(task))
          .extracting(error -> ((CancelledError) error).origin())
          .isEqualTo("thread outsider");
      assertThatThrownBy(outside::join).isNotInstanceOf(CompletionException.class);
    }
  }

  @AsyncTest(seeds = 20)
  void isMissingIfTheProgramThrewTheErrorItself() {
    CancelledError error =
        cancelled(
            () -> {
              throw new CancelledError("of my own accord");
            },
            _ -> {});

    assertThat(error.origin()).isNull();
    assertThat(error).hasToString("jasyncio.CancelledError: of my own accord");
  }

  @AsyncTest(seeds = 20)
  void tellsInDebugModeWhereItWasAsked() {
    getRunningLoop().setDebug(true);

    assertThat(cancelled(LONG, Task::cancel).origin())
        .matches("watcher at CancelOriginTest.java:\\d+");
  }
}
