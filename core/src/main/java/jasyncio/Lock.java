package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.graph.Dependencies;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.WaitQueue;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mutual-exclusion lock for tasks.
///
/// {@snippet lang="java":
/// var lock = new Lock();
///
/// try (var _ = await(lock.acquire())) {   // async with lock:
///   await(change(state));                 //     await change(state)
/// }
/// }
///
/// A free lock is acquired without a switch. Waiting tasks get it in the order of their arrival,
/// and no task overtakes them; a task that is cancelled while it waits passes its turn on. A lock
/// is not reentrant, and any task may release it; the holder is recorded for display only.
///
/// **Loop affinity.** Belongs to the loop of the first task that had to wait for it, and is not
/// thread-safe. Awaiting from another loop throws [IllegalStateException]. Mirrors `asyncio.Lock`.
public final class Lock {
  private final WaitQueue waiters = new WaitQueue(new LoopBinding(this), "Lock.acquire", new Shown());
  private final Runnable leave = this::leave;
  private boolean locked;

  // the task that took the lock last, for the call graph and the search for deadlocks; valid while
  // locked
  private @Nullable Task<?> holder;

  /// A free lock.
  public Lock() {}

  /// Acquires the lock; suspends while another task holds it, or is waiting for it. Close the guard
  /// to release the lock, or call [#release()]. Mirrors `Lock.acquire` and entering
  /// `async with lock`.
  @CheckReturnValue
  public Coroutine<Guard> acquire() {
    return this::acquireGuarded;
  }

  private Guard acquireGuarded() {
    take();
    return new Guard(leave);
  }

  /// Like [#acquire()], without a guard.
  void take() {
    if (locked || waiters.isInUse()) {
      awaitTurn();
    }
    locked = true;
    holder = TaskLoop.awaiter();
  }

  private void awaitTurn() {
    try {
      waiters.await();
    } catch (Throwable t) {
      // The turn may have come, or be lost: release() wakes the first task even if that is
      // cancelled.
      if (!locked) {
        waiters.wakeFirst();
      }
      throw t;
    }
  }

  /// Releases the lock; the task that has waited longest gets it. Mirrors `Lock.release`.
  ///
  /// @throws IllegalStateException if it is not locked
  public void release() {
    if (!locked) {
      throw new IllegalStateException("release() on " + this + ": acquire it first");
    }
    locked = false;
    holder = null;
    waiters.wakeFirst();
  }

  private void leave() {
    if (locked) {
      release();
    }
  }

  /// Returns whether a task holds the lock. Mirrors `Lock.locked`.
  public boolean locked() {
    return locked;
  }

  @Override
  public String toString() {
    return "Lock[" + describe() + waiters.suffix() + "]";
  }

  String describe() {
    return locked ? "locked" : "unlocked";
  }

  /// The lock as a task sees it that waits for it.
  private final class Shown implements Dependencies {
    @Override
    public @Nullable Collection<? extends Future<?>> dependsOn() {
      Task<?> holder = Lock.this.holder;
      return holder == null ? null : List.of(holder);
    }

    @Override
    public String toString() {
      Task<?> holder = Lock.this.holder;
      return Lock.this + (holder == null ? "" : ", held by " + holder.getName());
    }
  }
}
