package jasyncio;

import org.jspecify.annotations.Nullable;

/// What a task holds of a [Lock], [Condition], [Semaphore] or [CapacityLimiter]; closing gives it
/// back. Mirrors what `async with lock` enters.
///
/// {@snippet lang="java":
/// try (var _ = await(lock.acquire())) {   // async with lock:
///   await(change(state));                 //     await change(state)
/// }
/// }
///
/// Every `acquire()` gives a guard of its own, and a guard gives back once: closing it again does
/// nothing, so that it cannot release what somebody else has acquired since. Closing never throws
/// and never suspends. If all that was acquired has been given back by `release()` meanwhile,
/// closing does nothing either.
public final class Guard implements AutoCloseable {
  // null once closed
  private @Nullable Runnable release;

  /// @param release gives back; made once for each lock, not for each guard, where that can be
  Guard(Runnable release) {
    this.release = release;
  }

  /// Gives back what is held; who has waited longest gets it.
  @Override
  public void close() {
    Runnable release = this.release;
    if (release != null) {
      this.release = null;
      release.run();
    }
  }

  @Override
  public String toString() {
    return release == null ? "Guard[closed]" : "Guard[open]";
  }
}
