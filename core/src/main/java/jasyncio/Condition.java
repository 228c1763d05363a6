package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.WaitQueue;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// Lets tasks wait until others tell them of a change, under a [Lock].
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
/// A task that waits does not hold the lock meanwhile, and holds it again when it goes on, whether
/// it was signalled or cancelled: a cancellation is thrown once the lock is held. Signals reach
/// tasks in the order in which they came. A signal that reaches a task that is cancelled at the same
/// time goes to the next; so a task may be woken without need, and should look at the state again,
/// as [#waitFor(BooleanSupplier)] does.
///
/// **Loop affinity.** Belongs to the loop of the first task that waits, and is not thread-safe.
/// Mirrors `asyncio.Condition`; `notify` is [#signal()], for [Object] owns that name.
public final class Condition {
  private final Lock lock;
  private final WaitQueue waiters =
      new WaitQueue(new LoopBinding(this), "Condition.waitNotified");
  private final Coroutine<Void> waitNotified = Coroutine.of(this::awaitSignal);

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

  /// Whether some task holds the lock. Mirrors `Condition.locked`.
  public boolean locked() {
    return lock.locked();
  }

  /// Releases the lock, waits for a signal, and acquires the lock again. Mirrors `Condition.wait`.
  ///
  /// Awaiting throws [IllegalStateException] if the lock is not locked.
  @CheckReturnValue
  public Coroutine<Void> waitNotified() {
    return waitNotified;
  }

  private void awaitSignal() {
    checkLocked("waitNotified");
    Future<WaitQueue> turn = waiters.newTurn();
    lock.release();
    try {
      awaitAndReacquire(turn);
    } catch (Throwable t) {
      waiters.wakeNext(); // the signal may have come, and must not be lost
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

  /// Cancellations meanwhile are held back until the lock is ours; the last is thrown then.
  private void reacquire() {
    Task<?> task = TaskLoop.awaiter();
    CancelledError cancelled = null;
    while (true) {
      try {
        lock.take();
        break;
      } catch (CancelledError e) {
        if (task.isLoopClosing()) {
          throw e; // every await would throw
        }
        cancelled = e;
      }
    }
    if (cancelled != null) {
      throw cancelled;
    }
  }

  /// As [#waitNotified()], as often as it takes until `predicate` is true, which may be at once.
  /// Mirrors `Condition.wait_for`, which gives the predicate's value.
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

  /// Wakes the task that has waited longest, if any; it goes on when the lock is released. Mirrors
  /// `Condition.notify`.
  ///
  /// @throws IllegalStateException if the lock is not locked
  public void signal() {
    signal(1);
  }

  /// As [#signal()], for the first `n` tasks, or all if there are fewer.
  ///
  /// @throws IllegalStateException if the lock is not locked
  public void signal(int n) {
    checkLocked("signal");
    for (int woken = 0; woken < n && waiters.wakeNext(); woken++) {}
  }

  /// As [#signal()], for all tasks that wait. Mirrors `Condition.notify_all`.
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
