package jasyncio.internal.loop;

import jasyncio.Context;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A handle that other threads may cancel: they wait while its callback runs, so that after
/// [#cancel()] it does not run and is not running.
///
/// The loop itself never waits for such a thread. It shows that the callback runs before it asks
/// for a cancel, and the other thread shows its cancel before it asks for the callback, both by
/// volatile accesses: at least one sees the other.
public final class ThreadsafeCallback extends Callback {
  // any thread writes
  private volatile boolean cancelled;

  // the loop writes
  private volatile boolean running;

  // the end of the run, once another thread waits for it
  private final AtomicReference<@Nullable CountDownLatch> end = new AtomicReference<>();

  public ThreadsafeCallback(Loop loop, Runnable callback, Context context) {
    super(loop, callback, context);
  }

  @Override
  public void cancel() {
    cancelled = true;
    super.cancel(); // the loop has read the callback if it runs, and does not need it otherwise
    awaitEnd();
  }

  @Override
  public boolean cancelled() {
    awaitEnd();
    return cancelled;
  }

  /// Waits while the callback runs. Within the callback this does nothing, nor in a task that it
  /// starts eagerly, which has another thread.
  private void awaitEnd() {
    if (!running || loop.isCurrent()) {
      return;
    }
    CountDownLatch mine = new CountDownLatch(1);
    CountDownLatch other = end.compareAndExchange(null, mine);
    CountDownLatch end = other != null ? other : mine;
    boolean interrupted = false;
    while (running) {
      try {
        end.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Lane lane(boolean freesTasks) {
    return Lane.THREADS;
  }

  @Override
  public void run() {
    running = true;
    try {
      if (!cancelled) {
        super.run();
      }
    } finally {
      running = false;
      CountDownLatch end = this.end.get();
      if (end != null) {
        end.countDown();
      }
    }
  }
}
