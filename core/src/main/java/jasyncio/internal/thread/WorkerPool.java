package jasyncio.internal.thread;

import jasyncio.internal.loop.OutsideTask;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A pool of daemon threads, which end when they are idle. No task waits for the locks of its
/// queue; see [OutsideTask]. Any thread.
public final class WorkerPool extends ThreadPoolExecutor {
  // a group of their own: otherwise it would depend on the engine, since a task's thread has the
  // group of virtual threads
  private static final ThreadGroup GROUP = new ThreadGroup("jasyncio");

  /// @param name the names of the threads, before their numbers
  /// @param most the number of threads at most
  /// @param idle the time after which a thread without work ends
  public WorkerPool(String name, int most, Duration idle) {
    super(
        most,
        most,
        idle.toMillis(),
        TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(),
        Thread.ofPlatform().group(GROUP).daemon().name(name, 1).factory());
    allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable work) {
    OutsideTask.run(() -> super.execute(work));
  }

  @Override
  public void shutdown() {
    OutsideTask.run(super::shutdown);
  }
}
