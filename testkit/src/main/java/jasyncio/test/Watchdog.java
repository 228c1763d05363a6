package jasyncio.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A watch, on a thread of its own, for steps of the loop that take too long in real time; it
/// records the stack of the first.
///
/// A step that computes for long holds up the others as much as one that waits, and is reported in
/// the same way.
final class Watchdog implements AutoCloseable {
  private final long limitNanos;
  private final Supplier<List<StackTraceElement>> whereabouts;
  private final Thread thread;

  // 0 while the loop waits; written by the loop's thread
  private volatile long stepBegan;

  // written by the watching thread, once
  private volatile @Nullable String finding;

  /// @param whereabouts returns the loop's current stack; called on the watching thread
  Watchdog(Duration limit, Supplier<List<StackTraceElement>> whereabouts) {
    this.limitNanos = limit.toNanos();
    this.whereabouts = whereabouts;
    this.thread = Thread.ofPlatform().daemon().name("simulation-watchdog").start(this::watch);
  }

  /// Notes that a step is about to run. Loop thread only.
  void step() {
    stepBegan = System.nanoTime();
  }

  /// Notes that the loop waits, which is not limited. Loop thread only.
  void idle() {
    stepBegan = 0;
  }

  /// The place of a step that took too long; null if there was none.
  @Nullable String finding() {
    return finding;
  }

  private void watch() {
    try {
      while (finding == null) {
        Thread.sleep(Duration.ofNanos(limitNanos / 4 + 1));
        long began = stepBegan;
        if (began != 0 && System.nanoTime() - began > limitNanos) {
          finding = where();
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private String where() {
    return whereabouts.get().stream()
        .map(frame -> "    at " + frame)
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
