package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ToThreadTest {

  @Test
  void givesTheValueOfABodyThatRanInAnotherThread() {
    run(() -> {
      Thread worker = await(toThread(Thread::currentThread));

      assertThat(worker).isNotSameAs(Thread.currentThread());
      assertThat(worker.getName()).startsWith("jasyncio-worker-");
      assertThat(worker.isDaemon()).isTrue();
    });
  }

  @Test
  void throwsWhatTheBodyThrew() {
    IOException failure = new IOException("disk full");

    run(() ->
        assertThatThrownBy(() ->
                await(
                    toThread(() -> {
                      throw failure;
                    })))
            .isSameAs(failure));
  }

  @Test
  void takesTheContextAlong() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");

    run(() -> {
      variable.set("by the task");
      String seen =
          await(
              toThread(() -> {
                String before = variable.get();
                variable.set("by the thread");
                return before;
              }));

      assertThat(seen).isEqualTo("by the task");
      assertThat(variable.get()).isEqualTo("by the task");
    });
  }

  @Test
  void letsOthersRunMeanwhile() {
    CountDownLatch release = new CountDownLatch(1);

    run(() -> {
      Task<Void> blocked = createTask(toThread(() -> release.await()));
      await(sleep(Duration.ZERO));
      release.countDown();

      await(blocked);
    });
  }

  @Test
  void interruptsTheBodyWhenTheTaskIsCancelled() {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CompletableFuture<Void> began = new CompletableFuture<>();

    run(() -> {
      Task<Void> task =
          createTask(
              toThread(() -> {
                began.complete(null);
                try {
                  Thread.sleep(3_600_000);
                } catch (InterruptedException e) {
                  interrupted.complete(true);
                  throw e;
                }
              }));
      await(began);
      task.cancel();

      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
      assertThat(await(interrupted)).isTrue();
    });
  }

  @Test
  void keepsABodyFromBeginningThatIsNoLongerWanted() {
    run(() -> {
      try (ExecutorService single = Executors.newSingleThreadExecutor()) {
        CountDownLatch release = new CountDownLatch(1);
        getRunningLoop()
            .runInExecutor(
                single,
                () -> {
                  release.await();
                  return null;
                });
        boolean[] ran = {false};
        Future<Boolean> unwanted =
            getRunningLoop()
                .runInExecutor(
                    single,
                    () -> {
                      ran[0] = true;
                      return true;
                    });
        unwanted.cancel();
        await(sleep(Duration.ZERO));
        release.countDown();
        await(getRunningLoop().runInExecutor(single, () -> true));

        assertThat(ran[0]).isFalse();
      }
    });
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_set_default_executor")
  void usesTheExecutorThatWasSet() {
    run(() -> {
      getRunningLoop()
          .setDefaultExecutor(
              Executors.newSingleThreadExecutor(
                  Thread.ofPlatform().name("mine").daemon().factory()));

      assertThat(await(toThread(() -> Thread.currentThread().getName()))).isEqualTo("mine");
    });
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_set_default_executor_error")
  @SuppressWarnings("NullAway") // as from code without null checks
  void keepsItsExecutorIfTheNewOneIsNone() {
    run(() -> {
      assertThatThrownBy(() -> getRunningLoop().setDefaultExecutor(null))
          .isInstanceOf(NullPointerException.class);

      assertThat(await(toThread(() -> Thread.currentThread().getName())))
          .startsWith("jasyncio-worker-");
    });
  }

  @Test
  void isRefusedAfterTheExecutorWasShutDown() {
    run(() -> {
      await(getRunningLoop().shutdownDefaultExecutor(seconds(1)));

      assertThatThrownBy(() -> await(toThread(() -> 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has been shut down");
    });
  }

  @Test
  void isFinishedBeforeRunReturns() {
    boolean[] finished = {false};
    CountDownLatch release = new CountDownLatch(1);

    run(() -> {
      getRunningLoop()
          .runInExecutor(
              null,
              () -> {
                release.await();
                finished[0] = true;
                return null;
              });
      release.countDown();
    });

    assertThat(finished[0]).isTrue();
  }

  @Test
  @Mirrors({
    "test_threads.ToThreadTests.test_to_thread",
    "test_threads.ToThreadTests.test_to_thread_once",
    "test_events.EventLoopTestsMixin.test_run_in_executor"
  })
  void callsTheBodyOnce() {
    AtomicInteger calls = new AtomicInteger(41);

    run(() -> {
      int value = await(toThread(calls::incrementAndGet));

      assertThat(value).isEqualTo(42);
      assertThat(calls).hasValue(42);
    });
  }

  @Test
  @Mirrors("test_threads.ToThreadTests.test_to_thread_concurrent")
  void runsManyBodies() {
    AtomicInteger calls = new AtomicInteger();

    run(() -> {
      List<Coroutine<Integer>> bodies = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        bodies.add(toThread(calls::incrementAndGet));
      }

      assertThat(await(gather(bodies))).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    });
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_shutdown_default_executor_timeout")
  void isInterruptedWithAWarningWhenTheExecutorMustNotWaitLonger() {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (CapturedLog log = new CapturedLog()) {
      run(() -> {
        Future<Void> job =
            getRunningLoop()
                .runInExecutor(
                    null,
                    () -> {
                      try {
                        Thread.sleep(3_600_000);
                      } catch (InterruptedException e) {
                        interrupted.complete(true);
                      }
                      return null;
                    });
        await(getRunningLoop().shutdownDefaultExecutor(millis(1)));

        assertThat(log.records())
            .singleElement()
            .matches(r -> r.getMessage().startsWith("the default executor did not finish within"));
        assertThat(await(interrupted)).isTrue();
        await(job);
      });
    }
  }

  @Test
  void isCancelledIfItHasNotBegunWhenTheExecutorMustNotWaitLonger() {
    try (CapturedLog _ = new CapturedLog()) {
      run(() -> {
        ExecutorService oneThread = Executors.newSingleThreadExecutor();
        getRunningLoop().setDefaultExecutor(oneThread);
        Future<Void> first =
            getRunningLoop()
                .runInExecutor(
                    null,
                    () -> {
                      Thread.sleep(3_600_000);
                      return null;
                    });
        Future<Integer> second = getRunningLoop().runInExecutor(null, () -> 1);

        await(getRunningLoop().shutdownDefaultExecutor(millis(1)));

        assertThatThrownBy(() -> await(second)).isInstanceOf(CancelledError.class);
        assertThatThrownBy(() -> await(first)).isInstanceOf(InterruptedException.class);
      });
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_run_in_executor_cancel")
  void saysNothingToALoopThatHasClosed() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Thread> worker = new AtomicReference<>();
    try (CapturedLog log = new CapturedLog()) {
      try (TestLoop test = new TestLoop()) {
        Future<Void> job =
            test.loop.runInExecutor(
                null,
                () -> {
                  worker.set(Thread.currentThread());
                  began.countDown();
                  awaitUninterruptibly(release);
                  throw new IllegalStateException("after the loop's end");
                });
        began.await();
        job.cancel();
        test.turns(2);
      }
      release.countDown();
      worker.get().join();

      assertThat(log.records()).isEmpty();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // not now
      }
    }
  }

  @Test
  void reportsWhatACancelledBodyFailsWithIfThatIsNotTheInterrupt() {
    CountDownLatch began = new CountDownLatch(1);
    IOException failure = new IOException("disk full");
    try (TestLoop test = new TestLoop()) {
      Future<Void> job =
          test.loop.runInExecutor(
              null,
              () -> {
                began.countDown();
                try {
                  Thread.sleep(3_600_000);
                } catch (InterruptedException e) {
                  throw failure;
                }
                return null;
              });
      test.complete(
          Coroutine.of(() -> {
            began.await();
            job.cancel();
            await(getRunningLoop().shutdownDefaultExecutor(seconds(60)));
          }));
      test.turns(1);

      assertThat(test.takeReports())
          .singleElement()
          .matches(report -> report.exception() == failure)
          .matches(report -> report.future() == job);
    }
  }
}
