package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  @SuppressWarnings("NullAway") // as a program without such checks
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
}
