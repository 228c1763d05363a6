package jasyncio;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A blocking call in another thread, whose outcome a future of a loop gets.
///
/// The loop's thread makes and interrupts it; the worker's runs it.
final class ThreadJob<T extends @Nullable Object> implements Runnable {
  private final Future<T> future;
  private final Callable<T> body;

  // the worker while it runs the body; guarded by this
  private @Nullable Thread worker;
  private boolean interrupted;

  ThreadJob(Future<T> future, Callable<T> body) {
    this.future = future;
    this.body = body;
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    try {
      T value = body.call();
      deliver(() -> future.complete(value));
    } catch (Throwable t) {
      deliver(() -> future.fail(t));
    } finally {
      end();
    }
  }

  private void deliver(Runnable completion) {
    future.loop.callSoonThreadsafeIfOpen(() -> {
      if (!future.done()) {
        completion.run();
      }
    });
  }

  private synchronized boolean begin() {
    if (interrupted) {
      return false;
    }
    worker = Thread.currentThread();
    return true;
  }

  /// The worker goes on to other jobs: an interrupt meant for this one must not meet those.
  private synchronized void end() {
    worker = null;
    if (interrupted) {
      var _ = Thread.interrupted();
    }
  }

  /// Nobody wants the outcome any more: interrupts the body, or keeps it from beginning.
  synchronized void interrupt() {
    interrupted = true;
    if (worker != null) {
      worker.interrupt();
    }
  }
}
