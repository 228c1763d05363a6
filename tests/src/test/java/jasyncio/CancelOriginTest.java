package jasyncio;

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

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whom a [CancelledError] names.
class CancelOriginTest {
  private static final Coroutine<Void> LONG = sleep(seconds(100));

  /// What ends a task of `body` that begins and is then cancelled by the task `watcher`.
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

  @Test
  void isTheTaskThatAsked() {
    TestLoop.run(() -> assertThat(cancelled(LONG, Task::cancel).origin()).isEqualTo("watcher"));
  }

  @Test
  void standsBesideTheMessage() {
    TestLoop.run(() -> {
      CancelledError error = cancelled(LONG, task -> task.cancel("enough"));

      assertThat(error).hasMessage("enough");
      assertThat(error).hasToString("jasyncio.CancelledError: enough (asked by watcher)");
    });
  }

  @Test
  void isKnownOfATaskThatWasNotSuspended() {
    TestLoop.run(() -> {
      self().setName("watcher");
      Task<Void> task = createTask(LONG);
      task.cancel();

      assertThat(errorOf(task).origin()).isEqualTo("watcher");
    });
  }

  @Test
  void passesThroughWhatTheTaskAwaits() {
    TestLoop.run(() -> {
      Task<Void> child = createTask(LONG);

      CancelledError error = cancelled(() -> await(gather(child)), Task::cancel);

      assertThat(error.origin()).isEqualTo("watcher");
      assertThat(errorOf(child).origin()).isEqualTo("watcher");
    });
  }

  @Test
  void passesThroughAFutureWithAnotherIdeaOfCancelling() {
    TestLoop.run(() -> {
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
    });
  }

  @Test
  void passesThroughAShield() {
    TestLoop.run(() -> {
      Task<Void> inner = createTask(LONG);
      Future<Void> outer = shield(inner);

      CancelledError error = cancelled(() -> await(outer), _ -> inner.cancel());

      assertThat(error.origin()).isEqualTo("watcher");
    });
  }

  @Test
  void isTheTimeLimitThatPassed() {
    TestLoop.run(() ->
        assertThatThrownBy(() -> await(timeout(seconds(1), LONG)))
            .cause()
            .extracting(cause -> ((CancelledError) cause).origin())
            .isEqualTo("timeout of 1 s"));
  }

  @Test
  void isALimitOfNoTime() {
    TestLoop.run(() ->
        assertThatThrownBy(() -> await(waitFor(createTask(LONG), Duration.ZERO)))
            .cause()
            .extracting(cause -> ((CancelledError) cause).origin())
            .isEqualTo("timeout of 0 s"));
  }

  @Test
  void isTheTaskGroupThatShutsDown() {
    TestLoop.run(() -> {
      self().setName("parent");
      Future<Task<Void>> child = getRunningLoop().createFuture();

      assertThatThrownBy(() ->
              await(
                  taskGroup(group -> {
                    child.setResult(group.createTask(LONG));
                    await(sleep(Duration.ZERO));
                    fail("in the body");
                  })))
          .isInstanceOf(ExceptionGroup.class);

      assertThat(errorOf(child.result()).origin()).isEqualTo("the task group of parent");
    });
  }

  @Test
  void isThatOfTheRequestWhichAGroupsFailuresTookThePlaceOf() {
    TestLoop.run(() -> {
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
    });
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

  @Test
  void isAnInterrupt() {
    TestLoop.run(() ->
        assertThat(
                cancelled(
                        () -> {
                          Thread.currentThread().interrupt();
                          return await(LONG);
                        },
                        _ -> {})
                    .origin())
            .isEqualTo("an interrupt of its thread"));
  }

  @Test
  void isACallbackOfTheLoop() {
    TestLoop.run(() ->
        assertThat(cancelled(LONG, task -> getRunningLoop().callSoon(task::cancel)).origin())
            .isEqualTo("a callback"));
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

  @Test
  void isNobodyIfTheProgramThrewTheErrorItself() {
    TestLoop.run(() -> {
      CancelledError error =
          cancelled(
              () -> {
                throw new CancelledError("of my own accord");
              },
              _ -> {});

      assertThat(error.origin()).isNull();
      assertThat(error).hasToString("jasyncio.CancelledError: of my own accord");
    });
  }

  @Test
  void tellsInDebugModeWhereItWasAsked() {
    TestLoop.run(() -> {
      getRunningLoop().setDebug(true);

      assertThat(cancelled(LONG, Task::cancel).origin())
          .matches("watcher at CancelOriginTest.java:\\d+");
    });
  }
}
