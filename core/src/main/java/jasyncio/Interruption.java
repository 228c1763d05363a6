package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import java.nio.channels.ClosedByInterruptException;

/// The part that interrupts of threads have in cancellation: an interrupt of a task's thread is a
/// request to cancel the task, and a cancelled task that sits in a blocking call of the JDK is
/// interrupted. The second must not count as the first.
final class Interruption {
  private Interruption() {}

  /// A request that comes of an interrupt.
  private static CancelRequest request() {
    return CancelRequest.by("an interrupt of its thread", "thread interrupted");
  }

  /// Cancels `task`, whose thread was interrupted. Loop thread.
  static void cancel(Task<?> task) {
    task.cancelFor(request());
  }

  /// Cancels the current task, which is about to suspend, if its thread was interrupted meanwhile;
  /// but not by an interrupt of the library's, which came too late for the JDK call that it was
  /// meant for. On its fiber.
  static void notice(Task<?> task) {
    if (Thread.interrupted() && !isKnown(task)) {
      cancel(task);
    }
    forget(task);
  }

  /// Cancels `task` if its thread was interrupted while it is suspended. On the loop's thread.
  static void cancelIfFound(Task<?> task) {
    if (task.run.isSuspended() && !isKnown(task) && task.run.thread().isInterrupted()) {
      cancel(task);
      task.cancellation().interruptKnown = true;
    }
  }

  /// Interrupts the blocking call of the JDK that `task` sits in. On the loop's thread.
  static void interrupt(Task<?> task) {
    task.cancellation().interruptKnown = true;
    task.run.thread().interrupt();
  }

  /// The task goes on after a suspension: an interrupt that was answered already is over. On its
  /// fiber.
  static void clear(Task<?> task) {
    if (isKnown(task)) {
      forget(task);
      var _ = Thread.interrupted();
    }
  }

  /// Returns whether `failure` is the answer of a blocking JDK call to an interrupt of the current
  /// task, `task`. Sockets, and code built on them, fail in ways of their own and leave the thread
  /// interrupted.
  static boolean isAnswer(Task<?> task, Throwable failure) {
    return failure instanceof InterruptedException
        || failure instanceof ClosedByInterruptException
        || (isKnown(task)
            && failure instanceof Exception
            && Thread.currentThread().isInterrupted());
  }

  /// The cancellation of which `failure` is the outcome. On the fiber of `task`.
  static CancelledError asCancellation(Task<?> task, Throwable failure) {
    CancelRequest request = task.takePending();
    forget(task);
    var _ = Thread.interrupted();
    // without a request, the thread was interrupted from outside in a call that it was blocked in
    CancelledError cancelled = new CancelledError(request != null ? request : request());
    cancelled.initCause(failure);
    return cancelled;
  }

  private static boolean isKnown(Task<?> task) {
    return task.cancellation != null && task.cancellation.interruptKnown;
  }

  private static void forget(Task<?> task) {
    if (task.cancellation != null) {
      task.cancellation.interruptKnown = false;
    }
  }
}
