package jasyncio.internal.observe;

import jasyncio.internal.base.DaemonThread;
import jasyncio.internal.base.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one thread that monitors all loops that run, for steps that take too long.
///
/// It is there while loops run, and a little longer, for those that run again and again.
public final class Watchdog {
  private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);

  // a loop that comes while the thread sleeps may have a shorter limit
  private static final long LONGEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long PATIENCE_MILLIS = 5_000;

  private static final Object LOCK = new Object();

  // the fields below: under the lock
  private static final List<StepMonitor> watches = new ArrayList<>();
  private static @Nullable Thread thread;
  private static boolean waitsForLoops;

  private Watchdog() {}

  /// A monitor of the steps of `loop` until [#end]; null if the loop has no limit. Any thread.
  public static @Nullable StepMonitor begin(LoopView loop) {
    if (Durations.nanos(loop.loop().longStepDuration()) == 0) {
      return null;
    }
    StepMonitor watch = new StepMonitor(loop);
    begin(watch);
    return watch;
  }

  /// Has `watch` look until [#end]. Any thread.
  static void begin(StepMonitor watch) {
    synchronized (LOCK) {
      watches.add(watch);
      if (thread == null) {
        thread = DaemonThread.unstarted("jasyncio watchdog", Watchdog::run);
        thread.start();
      } else if (waitsForLoops) {
        LOCK.notifyAll();
      }
    }
  }

  /// Ends `watch`, if it is not null. Any thread.
  public static void end(@Nullable StepMonitor watch) {
    synchronized (LOCK) {
      watches.remove(watch);
    }
  }

  private static void run() {
    try {
      long before = System.nanoTime();
      List<StepMonitor> present = present();
      while (!present.isEmpty()) {
        long interval = interval(present);
        TimeUnit.NANOSECONDS.sleep(interval);
        long now = System.nanoTime();
        long passed = Math.min(now - before, interval);
        before = now;
        present.forEach(watch -> watch.look(passed));
        present = present();
      }
    } catch (InterruptedException e) {
      // all threads are being ended
    } finally {
      synchronized (LOCK) {
        if (thread == Thread.currentThread()) {
          thread = null;
        }
      }
    }
  }

  /// The monitors, of which one is waited for if there is none; empty if none came.
  @SuppressWarnings(
      "WaitNotInLoop") // after a spurious wakeup the thread ends; the next loop starts another
  private static List<StepMonitor> present() throws InterruptedException {
    synchronized (LOCK) {
      if (watches.isEmpty()) {
        waitsForLoops = true;
        LOCK.wait(PATIENCE_MILLIS);
        waitsForLoops = false;
      }
      if (watches.isEmpty()) {
        thread = null; // before the lock is given up, so that the next loop starts another
      }
      return List.copyOf(watches);
    }
  }

  private static long interval(List<StepMonitor> present) {
    long shortest =
        present.stream().mapToLong(StepMonitor::interval).min().orElse(LONGEST_INTERVAL);
    return Math.clamp(shortest, SHORTEST_INTERVAL, LONGEST_INTERVAL);
  }
}
