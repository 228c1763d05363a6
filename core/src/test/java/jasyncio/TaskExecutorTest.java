package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.newEventLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;
import static jasyncio.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// An executor whose jobs are tasks of a loop.
class TaskExecutorTest {
  private final List<String> events = new ArrayList<>();

  private Runnable note(String event) {
    return () -> events.add(event);
  }

  /// A job that notes when it begins and how it is ended, and otherwise waits.
  private Runnable waiting(String name) {
    return () -> {
      events.add(name + " began");
      try {
        await(sleep(Duration.ofHours(1)));
      } catch (CancelledError e) {
        events.add(name + " cancelled");
        throw e;
      }
    };
  }

  private static void turns() {
    for (int i = 0; i < 5; i++) {
      await(sleep(Duration.ZERO));
    }
  }

  @Test
  void runsAJobOfAnotherThreadAsATask() {
    run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor();

      Task<?> job = await(toThread(() -> executor.submit(() -> currentTask()).get()));

      assertThat(job).isNotNull().isNotSameAs(currentTask());
    });
  }

  @Test
  void switchesBetweenJobsOnlyWhereTheyAwait() {
    int jobs = 200;
    int[] count = {0};
    run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor();
      Runnable job =
          () -> {
            int before = count[0];
            Thread.onSpinWait();
            count[0] = before + 1;
            await(sleep(Duration.ZERO));
          };

      await(
          toThread(() -> {
            List<Callable<Object>> calls =
                Collections.nCopies(
                    jobs,
                    () -> {
                      job.run();
                      return "done";
                    });
            return executor.invokeAll(calls);
          }));
    });
    assertThat(count[0]).isEqualTo(jobs);
  }

  @Test
  void beginsJobsInTheOrderOfTheirSubmission() {
    TestLoop.run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor();
      executor.execute(note("a"));
      executor.execute(note("b"));
      turns();
    });
    assertThat(events).containsExactly("a", "b");
  }

  @Test
  void runsNoMoreJobsAtOnceThanTheLimit() {
    TestLoop.run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor(1);
      var first = executor.submit(waiting("first"));
      executor.execute(note("second"));
      turns();
      assertThat(events).containsExactly("first began");

      first.cancel(true);
      turns();
    });
    assertThat(events).containsExactly("first began", "first cancelled", "second");
  }

  @Test
  void refusesALimitOfZero() {
    TestLoop.run(() ->
        assertThatThrownBy(() -> getRunningLoop().taskExecutor(0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("limit <= 0: 0"));
  }

  @Test
  void doesNotRunAJobThatWasCancelledBeforeItBegan() {
    TestLoop.run(() -> {
      var job = getRunningLoop().taskExecutor().submit(note("ran"));
      job.cancel(true);
      turns();
    });
    assertThat(events).isEmpty();
  }

  @Test
  void runsAJobInACopyOfTheContextOfItsSubmitter() {
    ContextVar<String> user = new ContextVar<>("user", "nobody");
    TestLoop.run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor();
      user.set("ada");
      executor.execute(() -> {
        events.add(user.get());
        user.set("bob");
      });
      turns();
      events.add(user.get());
    });
    assertThat(events).containsExactly("ada", "ada");
  }

  @Test
  void reportsAFailureOfAJobThatHasNoFuture() {
    List<ExceptionContext> reports = new ArrayList<>();
    RuntimeException failure = new IllegalStateException("broken");
    run(() -> {
      getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
      getRunningLoop()
          .taskExecutor()
          .execute(() -> {
            throw failure;
          });
      turns();
    });
    assertThat(reports).singleElement().extracting(ExceptionContext::exception).isSameAs(failure);
  }

  @Test
  void givesAFailureOfASubmittedJobToItsFuture() {
    IOException failure = new IOException("disk full");
    TestLoop.run(() -> {
      var job =
          getRunningLoop()
              .taskExecutor()
              .submit(() -> {
                throw failure;
              });
      turns();
      assertThatThrownBy(() -> job.get(0, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCause(failure);
    });
  }

  @Test
  void letsAcceptedJobsEndAndRefusesOthersOnceItIsShutDown() {
    TestLoop.run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor();
      executor.execute(note("accepted"));
      executor.shutdown();

      assertThat(executor.isShutdown()).isTrue();
      assertThat(executor.isTerminated()).isFalse();
      assertThatThrownBy(() -> executor.execute(note("late")))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("shut down");
      turns();
      assertThat(executor.isTerminated()).isTrue();
    });
    assertThat(events).containsExactly("accepted");
  }

  @Test
  void isTerminatedAtOnceIfItIsShutDownWithoutJobs() {
    TestLoop.run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor();
      executor.shutdown();

      assertThat(executor.isTerminated()).isTrue();
    });
  }

  @Test
  void cancelsRunningJobsAndGivesBackTheOthersAtShutdownNow() {
    TestLoop.run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor(1);
      Runnable second = note("second");
      executor.execute(waiting("first"));
      executor.execute(second);
      turns();

      assertThat(executor.shutdownNow()).containsExactly(second);
      turns();
      assertThat(executor.isTerminated()).isTrue();
    });
    assertThat(events).containsExactly("first began", "first cancelled");
  }

  @Test
  void letsAnotherThreadWaitForItsEnd() {
    run(() -> {
      ExecutorService executor = getRunningLoop().taskExecutor();
      executor.execute(note("ran"));
      executor.shutdown();

      assertThat(await(toThread(() -> executor.awaitTermination(1, TimeUnit.MINUTES)))).isTrue();
    });
    assertThat(events).containsExactly("ran");
  }

  @Test
  void refusesToWaitInACallbackOfItsLoop() {
    TestLoop.run(() -> {
      EventLoop loop = getRunningLoop();
      ExecutorService executor = loop.taskExecutor();
      var job = executor.submit(waiting("job"));
      turns();
      loop.callSoon(() ->
          assertThatThrownBy(() -> executor.awaitTermination(1, TimeUnit.MINUTES))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("toThread"));
      turns();
      job.cancel(true);
      turns();
    });
  }

  @Test
  void cancelsJobsThatWaitWhenItsLoopCloses() {
    EventLoop loop = newEventLoop();
    ExecutorService executor = loop.taskExecutor(1);
    var first = executor.submit(waiting("first"));
    var second = executor.submit(note("second"));
    loop.runUntilComplete(() -> turns());
    loop.close();

    assertThat(events).containsExactly("first began", "first cancelled");
    assertThat(first.isDone()).isTrue();
    assertThatThrownBy(second::get).isInstanceOf(CancellationException.class);
    assertThat(executor.isTerminated()).isTrue();
  }

  @Test
  void cancelsJobsThatNeverReachedTheirLoop() {
    EventLoop loop = newEventLoop();
    ExecutorService executor = loop.taskExecutor();
    var job = executor.submit(note("ran"));
    loop.close();

    assertThat(job.isCancelled()).isTrue();
    assertThatThrownBy(() -> executor.execute(note("late")))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void continuesAfterATaskFactoryThatFailed() {
    run(() -> {
      EventLoop loop = getRunningLoop();
      loop.setExceptionHandler((_, context) -> events.add(context.message()));
      ExecutorService executor = loop.taskExecutor();
      loop.setTaskFactory(TaskExecutorTest::failing);
      var lost = executor.submit(note("lost"));
      turns();
      loop.setTaskFactory(null);

      assertThat(lost.isCancelled()).isTrue();
      await(wrapFuture(java.util.concurrent.CompletableFuture.runAsync(note("next"), executor)));
    });
    assertThat(events).hasSize(2).last().isEqualTo("next");
  }

  private static <T> Task<T> failing(EventLoop loop, Coroutine<T> body, TaskOptions options) {
    throw new IllegalStateException("no tasks today");
  }
}
