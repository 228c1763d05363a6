package jasyncio;

import org.jspecify.annotations.Nullable;

/// A task's hold on a [Lock], [Condition], [Semaphore] or [CapacityLimiter]; closing it gives the
/// hold back. Mirrors what `async with lock` enters.
///
/// {@snippet lang="java":
/// try (var _ = await(lock.acquire())) {   // async with lock:
///   await(change(state));                 //     await change(state)
/// }
/// }
///
/// Every `acquire()` returns a guard of its own, and a guard releases once: closing it again does
/// nothing, so that it cannot release a hold that another task has acquired since. Closing never
/// throws and never suspends. If every hold has already been given back by `release()`, closing
/// does nothing either.
public final class Guard implements AutoCloseable {
  // null once closed
  private @Nullable Runnable release;

  /// @param release gives the hold back; made once for each lock, not for each guard, where
  ///   possible
  Guard(Runnable release) {
    this.release = release;
  }

  /// Gives the hold back; it passes to the task that has waited longest.
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
