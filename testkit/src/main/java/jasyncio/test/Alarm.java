package jasyncio.test;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An alarm that ends a step which holds the loop's thread long after the run should have ended. A
/// run whose steps are short checks the time itself and ends before the alarm.
final class Alarm implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);

  // one thread for all runs, because there are many
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

  /// @param look describes the step; called on the alarm's thread
  /// @param interrupt interrupts the step; called on the same thread
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

  /// The failure for which the alarm rang; null if it did not.
  synchronized @Nullable SimulationFailure finding() {
    return finding;
  }

  /// Stops the alarm; it interrupts nothing after this.
  @Override
  public synchronized void close() {
    over = true;
    ringing.cancel(false);
  }
}
