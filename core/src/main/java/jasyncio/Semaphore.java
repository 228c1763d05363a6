package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.Permits;
import jasyncio.internal.sync.WaitQueue;

/// Lets so many tasks at a time through.
///
/// {@snippet lang="java":
/// var connections = new Semaphore(10);
///
/// try (var _ = await(connections.acquire())) {   // async with connections:
///   await(fetch(url));                           //     await fetch(url)
/// }
/// }
///
/// A permit that is free is acquired without a switch. Waiting tasks get theirs in the order in
/// which they came, and nobody overtakes them; one that is cancelled while it waits passes its
/// permit on. Whoever may release, so the number of permits can grow; [BoundedSemaphore] refuses
/// that.
///
/// **Loop affinity.** Belongs to the loop of the first task that had to wait for it, and is not
/// thread-safe. Awaiting from another loop throws [IllegalStateException]. Mirrors
/// `asyncio.Semaphore`.
///
/// @see CapacityLimiter
public sealed class Semaphore permits BoundedSemaphore {
  private final Permits permits;
  private final Runnable leave = this::leave;
  private final Coroutine<Guard> acquire = this::acquireGuarded;

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

  /// Acquires a permit; suspends while there is none, or while others wait for one. Close the guard
  /// to release it, or call [#release()]. Mirrors `Semaphore.acquire` and entering `async with`.
  @CheckReturnValue
  public Coroutine<Guard> acquire() {
    return acquire;
  }

  private Guard acquireGuarded() {
    permits.take();
    return new Guard(leave);
  }

  /// Gives a permit back, or adds one; who has waited longest gets it. Mirrors `Semaphore.release`.
  public void release() {
    permits.give();
  }

  /// What closing a guard does.
  void leave() {
    release();
  }

  /// Whether a permit cannot be acquired at once: none is free, or another task goes first. Mirrors
  /// `Semaphore.locked`.
  public boolean locked() {
    return permits.locked();
  }

  /// How many permits are free.
  int value() {
    return permits.free();
  }

  @Override
  public String toString() {
    String state = locked() ? "locked" : "unlocked, value=" + value();
    return getClass().getSimpleName() + "[" + state + permits.suffix() + "]";
  }
}
