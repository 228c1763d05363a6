package jasyncio.test;

import jasyncio.EventLoop;
import jasyncio.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An executor that runs jobs at virtual times: each ends after a time that the seed draws.
///
/// A job has a real thread, for which the loop waits, so that it takes no virtual time and nothing
/// else happens while it runs. A job that does not end soon, because it waits for the loop itself,
/// continues beside the loop: then the order depends on the machine. Loop thread only.
final class SimulatedThreads extends AbstractExecutorService {
  private static final Duration USUAL_TIME = Duration.ofMillis(1);

  // in real time; more than a job needs that only computes
  static final Duration PATIENCE = Duration.ofMillis(200);

  // shared by all simulations, since a thread costs more than most jobs
  private static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("simulated-worker-", 1).factory());

  private final EventLoop loop;
  private final Runnable wakeup;
  private final SeededRandom random;
  private final boolean calm;
  private final Map<Runnable, TimerHandle> waiting = new LinkedHashMap<>();
  private boolean shutDown;

  // written by the jobs' threads as well
  private final AtomicInteger running = new AtomicInteger();

  /// @param wakeup makes the loop check [#areBusy()] again; called on any thread
  SimulatedThreads(EventLoop loop, Schedule schedule, Runnable wakeup) {
    this.loop = loop;
    this.wakeup = wakeup;
    this.random = new SeededRandom(schedule.seed(), 2);
    this.calm = schedule.isCalm();
  }

  /// Returns whether a job runs in real time.
  boolean areBusy() {
    return running.get() > 0;
  }

  @Override
  public void execute(Runnable job) {
    if (shutDown) {
      throw new RejectedExecutionException("the default executor has been shut down");
    }
    long after = calm ? USUAL_TIME.toNanos() : random.stretched(USUAL_TIME);
    waiting.put(job, loop.callLater(Duration.ofNanos(after), () -> perform(job)));
  }

  private void perform(Runnable job) {
    waiting.remove(job);
    var done = new CountDownLatch(1);
    running.incrementAndGet();
    WORKERS.execute(() -> {
      try {
        job.run();
      } finally {
        running.decrementAndGet();
        done.countDown();
        wakeup.run();
      }
    });
    try {
      var _ = done.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the loop checks this
    }
  }

  /// Starts the waiting jobs now, so that the end does not have to wait for them in real time.
  @Override
  public void shutdown() {
    shutDown = true;
    List.copyOf(waiting.entrySet())
        .forEach(job -> {
          job.getValue().cancel();
          perform(job.getKey());
        });
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutDown = true;
    waiting.values().forEach(TimerHandle::cancel);
    List<Runnable> dropped = new ArrayList<>(waiting.keySet());
    waiting.clear();
    return dropped;
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  @Override
  public boolean isTerminated() {
    return shutDown && waiting.isEmpty() && !areBusy();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }
}
