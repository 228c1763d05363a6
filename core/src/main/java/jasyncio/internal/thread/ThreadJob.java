package jasyncio.internal.thread;

import jasyncio.ExceptionContext;
import jasyncio.Future;
import jasyncio.internal.loop.Loop;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A blocking call in another thread, and the future of its outcome.
///
/// A call whose outcome is no longer wanted is interrupted. If it then fails for another reason
/// than the interrupt, the failure is reported to the exception handler, because no task would
/// receive it.
///
/// The loop's thread makes and interrupts the job; the worker's thread runs it.
final class ThreadJob<T extends @Nullable Object> implements Runnable {
  private final Loop loop;
  private final Callable<T> body;
  private final Future<T> outcome;

  // a Stage, or the worker's thread while it runs the body. Both threads swap it without a lock, so
  // that the loop never waits for a worker, which may be a virtual thread without a carrier
  private final AtomicReference<Object> state = new AtomicReference<>(Stage.NEW);

  private enum Stage {
    NEW,
    INTERRUPTING,
    INTERRUPTED,
    ENDED
  }

  ThreadJob(Loop loop, Callable<T> body) {
    this.loop = loop;
    this.body = body;
    this.outcome = loop.createFuture("thread job", this);
  }

  /// The future that receives the outcome of the call.
  Future<T> outcome() {
    return outcome;
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    try {
      T value = body.call();
      loop.callSoonThreadsafeIfOpen(() -> succeeded(value));
    } catch (Throwable t) {
      loop.callSoonThreadsafeIfOpen(() -> failed(t));
    } finally {
      end();
    }
  }

  private void succeeded(T value) {
    if (!outcome.done()) {
      outcome.setResult(value);
    }
  }

  private void failed(Throwable failure) {
    if (!outcome.done()) {
      outcome.setException(failure);
    } else if (!endedByInterrupt(failure)) {
      loop.callExceptionHandler(
          ExceptionContext.of("a job in a thread failed after it was cancelled", failure)
              .withFuture(outcome));
    }
  }

  private static boolean endedByInterrupt(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof InterruptedException || t instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  private boolean begin() {
    return state.compareAndSet(Stage.NEW, Thread.currentThread());
  }

  /// Detaches the worker, which moves on to other jobs: an interrupt of this job must not reach
  /// those.
  @SuppressWarnings("ThreadPriorityCheck") // the interrupt is on its way, a few instructions off
  private void end() {
    if (state.compareAndSet(Thread.currentThread(), Stage.ENDED)) {
      return;
    }
    while (state.get() == Stage.INTERRUPTING) {
      Thread.onSpinWait(); // the loop is between two statements
    }
    var _ = Thread.interrupted();
  }

  /// Interrupts the body, or keeps it from starting, because its outcome is no longer wanted.
  void interrupt() {
    if (state.compareAndSet(Stage.NEW, Stage.INTERRUPTED)) {
      return;
    }
    if (state.get() instanceof Thread worker && state.compareAndSet(worker, Stage.INTERRUPTING)) {
      worker.interrupt();
      state.set(Stage.INTERRUPTED);
    }
  }

  /// The place of the call in the program, for the text of a task that waits for it.
  @Override
  public String toString() {
    return state.get() instanceof Thread worker ? "thread " + worker.getName() : "no thread yet";
  }
}
