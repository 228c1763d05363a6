package jasyncio.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks, from a thread of its own, whether a step of the loop takes too long in real time, and
/// notes where it is then.
///
/// A step that computes for long is as bad for the others as one that waits, and is not told apart.
final class Watchdog implements AutoCloseable {
  private final long limitNanos;
  private final Supplier<List<StackTraceElement>> whereabouts;
  private final Thread thread;

  // 0 while the loop waits; its thread writes this
  private volatile long stepBegan;

  // written by the watching thread, once
  private volatile @Nullable String finding;

  /// @param whereabouts where the loop is now, asked on the watching thread
  Watchdog(Duration limit, Supplier<List<StackTraceElement>> whereabouts) {
    this.limitNanos = limit.toNanos();
    this.whereabouts = whereabouts;
    this.thread = Thread.ofPlatform().daemon().name("simulation-watchdog").start(this::watch);
  }

  /// A step is about to run. Loop thread only.
  void step() {
    stepBegan = System.nanoTime();
  }

  /// The loop waits, as it should. Loop thread only.
  void idle() {
    stepBegan = 0;
  }

  /// Where a step took too long; null if none did.
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
