package jasyncio.test;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Ends a step that holds the loop's thread long after the run should have ended: a run that gets
/// so far as to look at the time itself has ended before.
final class Alarm implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);

  // one thread for all runs, which are many
  private static final ScheduledThreadPoolExecutor TIMER =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("simulation-alarm").factory());

  static {
    TIMER.setRemoveOnCancelPolicy(true);
  }

  private final Supplier<SimulationFailure> look;
  private final Runnable interrupt;
  private final ScheduledFuture<?> ringing;
  private boolean over; // guarded by this
  private @Nullable SimulationFailure finding; // guarded by this

  /// @param look describes the step, on a thread of the alarm
  /// @param interrupt interrupts the step, on the same
  Alarm(Duration limit, Supplier<SimulationFailure> look, Runnable interrupt) {
    this.look = look;
    this.interrupt = interrupt;
    long nanos = limit.plus(GRACE).toNanos();
    this.ringing = TIMER.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
  }

  private synchronized void ring() {
    if (!over) {
      finding = look.get();
      interrupt.run();
    }
  }

  /// Why it rang; null if it did not.
  synchronized @Nullable SimulationFailure finding() {
    return finding;
  }

  /// After that nobody is interrupted any more.
  @Override
  public synchronized void close() {
    over = true;
    ringing.cancel(false);
  }
}
