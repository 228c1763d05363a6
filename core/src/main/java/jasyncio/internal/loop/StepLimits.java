package jasyncio.internal.loop;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.Durations;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The limits on the time that a step may take: that of debug mode, for a warning once the step has
/// ended, and that of the watchdog, for a report while it still runs, with the number of steps that
/// exceeded it.
///
/// The limit of debug mode belongs to the loop's thread, the watchdog's limit to any.
public final class StepLimits {
  private static final System.Logger LOG = System.getLogger("jasyncio");
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration LIMIT_IN_DEBUG_MODE = Duration.ofMillis(100);
  private static final @Nullable Duration LIMIT_BY_PROPERTY =
      parse(System.getProperty("jasyncio.watchdog"));

  private final AtomicLong count = new AtomicLong();

  private long slowNanos = 100_000_000; // asyncio's

  // null: the default, which depends on debug mode
  private volatile @Nullable Duration limit;

  StepLimits(@Nullable Duration limit) {
    this.limit = limit;
  }

  Duration slowCallbackDuration() {
    return Duration.ofNanos(slowNanos);
  }

  void setSlowCallbackDuration(Duration limit) {
    slowNanos = Durations.nanos(limit);
  }

  /// Warns of a step that has taken `nanos`, if that is too long in debug mode. Outside any task.
  void warnIfSlow(Step step, long nanos) {
    if (nanos >= slowNanos) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "Executing " + step + " took " + Durations.text(Duration.ofNanos(nanos)));
    }
  }

  Duration limit(boolean debug) {
    Duration limit = this.limit;
    return limit != null ? limit : limitByDefault(debug);
  }

  private static Duration limitByDefault(boolean debug) {
    if (LIMIT_BY_PROPERTY != null) {
      return LIMIT_BY_PROPERTY;
    }
    return debug ? LIMIT_IN_DEBUG_MODE : LIMIT;
  }

  void setLimit(Duration limit) {
    Checks.notNegative("longStepDuration", limit);
    this.limit = limit;
  }

  /// The limit that the system property sets; null if it is not set.
  ///
  /// @throws IllegalArgumentException if it is not a number of milliseconds
  static @Nullable Duration parse(@Nullable String property) {
    if (property == null) {
      return null;
    }
    try {
      Duration limit = Duration.ofMillis(Long.parseLong(property));
      Checks.notNegative("longStepDuration", limit);
      return limit;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "-Djasyncio.watchdog: expected milliseconds, or 0 for none: " + property, e);
    }
  }

  long count() {
    return count.get();
  }

  void add() {
    count.incrementAndGet();
  }
}
