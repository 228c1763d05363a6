package jasyncio.internal.thread;

import jasyncio.Future;
import jasyncio.internal.base.Durations;
import jasyncio.internal.loop.Await;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.LoopLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The executors of a loop: those that run its blocking jobs in other threads, and those that run
/// the jobs of other threads as its tasks. Loop thread only.
public final class Threads {
  // asyncio's bound: enough to wait on many calls at once, without overloading a small machine
  private static final int MAX_WORKERS =
      Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
  private static final Duration IDLE_WORKER_LIFE = Duration.ofSeconds(10);

  private final Loop loop;
  private final Set<TaskExecutor> busyTaskExecutors = new HashSet<>();
  private @Nullable ExecutorService defaultExecutor;
  private boolean shutDown;

  public Threads(Loop loop) {
    this.loop = loop;
  }

  public void setDefault(ExecutorService executor) {
    defaultExecutor = Objects.requireNonNull(executor, "executor");
  }

  public <T extends @Nullable Object> Future<T> run(@Nullable Executor executor, Callable<T> body) {
    Objects.requireNonNull(body, "body");
    ThreadJob<T> job = new ThreadJob<>(loop, body);
    (executor != null ? executor : defaultExecutor()).execute(job);
    Future<T> outcome = job.outcome();
    outcome.addDoneCallback(done -> {
      if (done.cancelled()) {
        job.interrupt();
      }
    });
    return outcome;
  }

  /// See [jasyncio.EventLoop#taskExecutor(int)].
  public ExecutorService taskExecutor(int limit) {
    return new TaskExecutor(loop, limit, busyTaskExecutors);
  }

  private ExecutorService defaultExecutor() {
    if (shutDown) {
      throw new IllegalStateException(
          "the default executor of " + loop + " has been shut down: name an executor instead");
    }
    ExecutorService executor = defaultExecutor;
    if (executor == null) {
      executor = new WorkerPool("jasyncio-worker-", MAX_WORKERS, IDLE_WORKER_LIFE);
      defaultExecutor = executor;
    }
    return executor;
  }

  /// Waits, at most for `timeout`, until the default executor has finished its jobs.
  public void shutdown(Duration timeout) {
    shutDown = true;
    ExecutorService executor = defaultExecutor;
    if (executor == null) {
      return;
    }
    executor.shutdown();
    if (executor.isTerminated()) {
      return;
    }
    ThreadJob<Boolean> ended =
        new ThreadJob<>(
            loop, () -> executor.awaitTermination(Durations.nanos(timeout), TimeUnit.NANOSECONDS));
    Thread.ofPlatform().daemon().name("jasyncio-executor-shutdown").start(ended);
    if (!Await.await(ended.outcome())) {
      LoopLog.log(
          Level.WARNING,
          () ->
              "the default executor did not finish within "
                  + Durations.text(timeout)
                  + ": its jobs are interrupted");
      executor.shutdownNow().forEach(Threads::drop);
    }
  }

  /// Cancels a job that will never start, so that no task waits for it for ever.
  private static void drop(Runnable job) {
    if (job instanceof ThreadJob<?> ours) {
      var _ = ours.outcome().cancel("the executor was shut down before the job began");
    }
  }

  /// Gives up the executors of a loop that has closed without having shut them down.
  public void abandon() {
    List.copyOf(busyTaskExecutors).forEach(TaskExecutor::loopClosed);
    shutDown = true;
    if (defaultExecutor != null) {
      defaultExecutor.shutdown();
    }
  }
}
