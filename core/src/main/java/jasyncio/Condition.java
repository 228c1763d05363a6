package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.WaitQueue;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// A condition on which tasks wait, under a [Lock], until other tasks signal a change.
///
/// {@snippet lang="java":
/// var condition = new Condition();
///
/// try (var _ = await(condition.acquire())) {        // async with condition:
///   await(condition.waitFor(() -> !jobs.isEmpty())); //     await condition.wait_for(lambda: jobs)
///   jobs.remove();
/// }
///
/// try (var _ = await(condition.acquire())) {
///   jobs.add(job);
///   condition.signal();                             //     condition.notify()
/// }
/// }
///
/// A task releases the lock while it waits, and holds it again when it resumes, whether it was
/// signalled or cancelled: a cancellation is thrown once the lock is held. Signals reach tasks in
/// the order in which they began to wait. A signal for a task that is cancelled at the same time
/// passes to the next task; a task may therefore be woken without need, and should check the state
/// again, as [#waitFor(BooleanSupplier)] does.
///
/// **Loop affinity.** Belongs to the loop of the first task that waits, and is not thread-safe.
/// Mirrors `asyncio.Condition`; `notify` is [#signal()], because [Object] has a method of that
/// name.
public final class Condition {
  private final Lock lock;
  private final WaitQueue waiters =
      new WaitQueue(new LoopBinding(this), "Condition.waitNotified");

  /// A condition with a lock of its own.
  public Condition() {
    this(new Lock());
  }

  /// A condition of the state that `lock` guards.
  public Condition(Lock lock) {
    this.lock = Objects.requireNonNull(lock, "lock");
  }

  /// Acquires the lock; see [Lock#acquire()]. Mirrors `Condition.acquire`.
  @CheckReturnValue
  public Coroutine<Guard> acquire() {
    return lock.acquire();
  }

  /// Releases the lock; see [Lock#release()]. Mirrors `Condition.release`.
  ///
  /// @throws IllegalStateException if it is not locked
  public void release() {
    lock.release();
  }

  /// Returns whether a task holds the lock. Mirrors `Condition.locked`.
  public boolean locked() {
    return lock.locked();
  }

  /// Releases the lock, waits until [#signal()] or its siblings notify this task, and acquires the
  /// lock again. Mirrors `Condition.wait`.
  ///
  /// Awaiting throws [IllegalStateException] if the lock is not locked.
  @CheckReturnValue
  public Coroutine<Void> waitNotified() {
    return Coroutine.of(this::awaitSignal);
  }

  private void awaitSignal() {
    checkLocked("waitNotified");
    Future<WaitQueue> turn = waiters.newTurn();
    lock.release();
    try {
      awaitAndReacquire(turn);
    } catch (Throwable t) {
      waiters.wakeNext(); // this task may have been signalled, and the signal must not be lost
      throw t;
    }
  }

  private void awaitAndReacquire(Future<WaitQueue> turn) {
    try {
      waiters.await(turn);
    } finally {
      reacquire();
    }
  }

  /// Acquires the lock again. Cancellations are held back until then; the last of them is thrown
  /// afterwards.
  private void reacquire() {
    Task<?> task = TaskLoop.awaiter();
    CancelledError cancelled = null;
    while (true) {
      try {
        lock.take();
        break;
      } catch (CancelledError e) {
        if (task.isLoopClosing()) {
          throw e; // every further await would throw as well
        }
        cancelled = e;
      }
    }
    if (cancelled != null) {
      throw cancelled;
    }
  }

  /// Like [#waitNotified()], repeated until `predicate` is true, which may be at once. Mirrors
  /// `Condition.wait_for`, which returns the predicate's value.
  ///
  /// @param predicate called with the lock held; must not await
  @CheckReturnValue
  public Coroutine<Void> waitFor(BooleanSupplier predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return Coroutine.of(() -> {
      while (!predicate.getAsBoolean()) {
        awaitSignal();
      }
    });
  }

  /// Wakes the task that has waited longest, if any; it resumes when the lock is released. Mirrors
  /// `Condition.notify`.
  ///
  /// @throws IllegalStateException if the lock is not locked
  public void signal() {
    signal(1);
  }

  /// Like [#signal()], for the first `n` tasks, or all if there are fewer.
  ///
  /// @throws IllegalStateException if the lock is not locked
  public void signal(int n) {
    checkLocked("signal");
    for (int woken = 0; woken < n && waiters.wakeNext(); woken++) {}
  }

  /// Like [#signal()], for all tasks that wait. Mirrors `Condition.notify_all`.
  ///
  /// @throws IllegalStateException if the lock is not locked
  public void signalAll() {
    checkLocked("signalAll");
    waiters.wakeAll();
  }

  private void checkLocked(String operation) {
    if (!lock.locked()) {
      throw new IllegalStateException(
          operation + "() on " + this + ": acquire the condition's lock first");
    }
  }

  @Override
  public String toString() {
    return "Condition[" + lock.describe() + waiters.suffix() + "]";
  }
}
