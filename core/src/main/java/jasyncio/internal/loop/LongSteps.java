package jasyncio.internal.loop;

import jasyncio.internal.base.Checks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The limit on the time that a step may take, and the number of steps that exceeded it. The
/// watchdog's thread reads the limit and counts the steps.
public final class LongSteps {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration LIMIT_IN_DEBUG_MODE = Duration.ofMillis(100);
  private static final @Nullable Duration LIMIT_BY_PROPERTY =
      parse(System.getProperty("jasyncio.watchdog"));

  private final AtomicLong count = new AtomicLong();

  // null: the default, which depends on debug mode
  private volatile @Nullable Duration limit;

  LongSteps(@Nullable Duration limit) {
    this.limit = limit;
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
