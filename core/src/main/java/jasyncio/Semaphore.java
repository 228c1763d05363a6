package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.Permits;
import jasyncio.internal.sync.WaitQueue;

/// A semaphore, which lets a limited number of tasks in at a time.
///
/// {@snippet lang="java":
/// var connections = new Semaphore(10);
///
/// try (var _ = await(connections.acquire())) {   // async with connections:
///   await(fetch(url));                           //     await fetch(url)
/// }
/// }
///
/// A free permit is acquired without a switch. Waiting tasks get permits in the order of their
/// arrival, and no task overtakes them; a task that is cancelled while it waits passes its permit
/// on. Any task may release, so the number of permits can grow; [BoundedSemaphore] refuses that.
///
/// **Loop affinity.** Belongs to the loop of the first task that had to wait for it, and is not
/// thread-safe. Awaiting from another loop throws [IllegalStateException]. Mirrors
/// `asyncio.Semaphore`.
///
/// @see CapacityLimiter
public sealed class Semaphore permits BoundedSemaphore {
  private final Permits permits;
  private final Runnable leave = this::leave;

  /// A semaphore of one permit.
  public Semaphore() {
    this(1);
  }

  /// A semaphore of `value` permits.
  ///
  /// @throws IllegalArgumentException if `value` is negative
  public Semaphore(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("value < 0: " + value);
    }
    permits = new Permits(new WaitQueue(new LoopBinding(this), "Semaphore.acquire"), value);
  }

  /// Acquires a permit; suspends while there is none, or while other tasks wait for one. Close the
  /// guard
  /// to release it, or call [#release()]. Mirrors `Semaphore.acquire` and entering `async with`.
  @CheckReturnValue
  public Coroutine<Guard> acquire() {
    return this::acquireGuarded;
  }

  private Guard acquireGuarded() {
    permits.take();
    return new Guard(leave);
  }

  /// Gives a permit back, or adds one; the task that has waited longest gets it. Mirrors
  /// `Semaphore.release`.
  public void release() {
    permits.give();
  }

  /// Gives a permit back when a guard is closed.
  void leave() {
    release();
  }

  /// Returns whether a permit cannot be acquired at once: none is free, or another task is ahead.
  /// Mirrors
  /// `Semaphore.locked`.
  public boolean locked() {
    return permits.locked();
  }

  /// The number of free permits.
  int value() {
    return permits.free();
  }

  @Override
  public String toString() {
    String state = locked() ? "locked" : "unlocked, value=" + value();
    return getClass().getSimpleName() + "[" + state + permits.suffix() + "]";
  }
}
