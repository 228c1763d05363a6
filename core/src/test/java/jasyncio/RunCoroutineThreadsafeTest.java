package jasyncio;

import static jasyncio.Asyncio.allTasks;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.runCoroutineThreadsafe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.base.Sneaky;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Coroutines for a loop that runs in another thread.
class RunCoroutineThreadsafeTest {
  private final TestLoop test = new TestLoop();

  /// Runs `work` in a thread of its own, and the loop at the same time.
  private <T> T fromAnotherThread(Callable<T> work) {
    FutureTask<T> thread =
        new FutureTask<>(work) {
          @Override
          protected void done() {
            test.loop.callSoonThreadsafe(test.loop::stop);
          }
        };
    Thread.ofPlatform().start(thread);
    test.loop.runForever();
    if (thread.state() == java.util.concurrent.Future.State.SUCCESS) {
      return thread.resultNow();
    }
    throw Sneaky.<RuntimeException>unchecked(thread.exceptionNow());
  }

  @Test
  @Mirrors("test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe")
  void givesTheValueToTheThreadThatWaits() {
    try (test) {
      int value = fromAnotherThread(() -> runCoroutineThreadsafe(() -> 1 + 2, test.loop).get());

      assertThat(value).isEqualTo(3);
    }
  }

  @Test
  @Mirrors("test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_exception")
  void throwsWhatTheCoroutineThrew() {
    try (test) {
      Coroutine<Integer> failing =
          () -> {
            throw new IllegalArgumentException("Fail!");
          };

      assertThatThrownBy(
              () -> fromAnotherThread(() -> runCoroutineThreadsafe(failing, test.loop).get()))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Fail!");
    }
  }

  /// A coroutine that never ends by itself, and a signal of its beginning.
  private final class Endless implements Coroutine<String> {
    final CompletableFuture<Task<?>> began = new CompletableFuture<>();

    @Override
    public String run() {
      began.complete(Objects.requireNonNull(currentTask()));
      return await(test.loop.<String>createFuture());
    }
  }

  @Test
  @Mirrors("test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_timeout")
  void leavesNoTaskIfItsThreadGivesUpWaiting() {
    try (test) {
      Endless endless = new Endless();

      assertThatThrownBy(() ->
              fromAnotherThread(() -> {
                CompletableFuture<String> future = runCoroutineThreadsafe(endless, test.loop);
                endless.began.get();
                try {
                  return future.get(0, TimeUnit.SECONDS);
                } finally {
                  future.cancel(true);
                }
              }))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      test.turns(3);

      assertThat(endless.began.join().cancelled()).isTrue();
      assertThat(allTasks(test.loop)).isEmpty();
    }
  }

  @Test
  @Mirrors("test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_and_cancel")
  void cancelsTheTaskWithItsFuture() {
    try (test) {
      Endless endless = new Endless();

      CompletableFuture<String> future =
          fromAnotherThread(() -> {
            CompletableFuture<String> running = runCoroutineThreadsafe(endless, test.loop);
            endless.began.get();
            running.cancel(true);
            return running;
          });
      test.turns(3);

      assertThat(future.isCancelled()).isTrue();
      assertThat(endless.began.join().cancelled()).isTrue();
    }
  }

  @Test
  void neverBeginsIfItsFutureIsCancelledFirst() {
    try (test) {
      Endless endless = new Endless();

      runCoroutineThreadsafe(endless, test.loop).cancel(true);
      test.turns(3);

      assertThat(endless.began).isNotDone();
    }
  }

  @Test
  @Mirrors("test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_cancelled")
  void cancelsTheFutureWithItsTask() {
    try (test) {
      Coroutine<String> cancellingItself =
          () -> {
            Objects.requireNonNull(currentTask()).cancel();
            return await(test.loop.<String>createFuture());
          };

      assertThatThrownBy(() ->
              fromAnotherThread(() -> runCoroutineThreadsafe(cancellingItself, test.loop).get()))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  @Mirrors(
      "test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_factory_exception")
  void tellsTheThreadAndTheExceptionHandlerThatNoTaskCouldBeMade() {
    try (test) {
      IllegalStateException failure = new IllegalStateException("no tasks today");
      TaskFactory broken =
          new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(
                EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
              throw failure;
            }
          };
      test.loop.setTaskFactory(broken);

      assertThatThrownBy(
              () -> fromAnotherThread(() -> runCoroutineThreadsafe(() -> "never", test.loop).get()))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isSameAs(failure);

      assertThat(test.takeReports())
          .singleElement()
          .satisfies(report -> assertThat(report.exception()).isSameAs(failure));
    }
  }

  /// The results that ten threads, which all begin at once, get from `call`.
  private <T> List<T> fromTenThreads(Callable<T> call) {
    return fromAnotherThread(() -> {
      CyclicBarrier start = new CyclicBarrier(10);
      Callable<T> one =
          () -> {
            start.await();
            return call.call();
          };
      try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
        return threads.invokeAll(Collections.nCopies(10, one)).stream()
            .map(java.util.concurrent.Future::resultNow)
            .toList();
      }
    });
  }

  @Test
  @Mirrors("test_free_threading.TestFreeThreading.test_run_coroutine_threadsafe")
  void servesManyThreadsAtOnce() {
    try (test) {
      assertThat(fromTenThreads(() -> runCoroutineThreadsafe(() -> 42, test.loop).get()))
          .hasSize(10)
          .containsOnly(42);
    }
  }

  @Test
  @Mirrors("test_free_threading.TestFreeThreading.test_run_coroutine_threadsafe_exception")
  void failsForManyThreadsAtOnce() {
    try (test) {
      Coroutine<Integer> failing =
          () -> {
            throw new IllegalArgumentException("test");
          };

      assertThat(
              fromTenThreads(() ->
                  runCoroutineThreadsafe(failing, test.loop)
                      .handle((_, failure) -> failure.getMessage())
                      .get()))
          .hasSize(10)
          .containsOnly("test");
    }
  }

  @Test
  void aThreadThatCancelsWhileTheLoopCarriesOutAnotherRequestIsNamedItself() {
    TestLoop.runInRealTime(() -> {
      Future<Void> submitted = new Future<>();
      CompletableFuture<Void> promise = submitted.toCompletableFuture();
      Future<Void> overridden =
          new Future<>() {
            @Override
            public boolean cancel(@Nullable String message) {
              cancelInAThread(promise);
              return super.cancel(message);
            }
          };
      Task<Void> task = createTask(() -> await(overridden));
      TestLoop.yieldTurn();

      task.cancel("another request");

      assertThatThrownBy(() -> await(submitted))
          .isInstanceOfSatisfying(
              CancelledError.class,
              error -> assertThat(error.origin()).isEqualTo("thread canceller"));
    });
  }

  private static void cancelInAThread(CompletableFuture<?> promise) {
    Thread canceller = Thread.ofPlatform().name("canceller").start(() -> promise.cancel(false));
    while (canceller.isAlive()) {
      Thread.onSpinWait(); // a task that joined it would let others run
    }
  }
}
