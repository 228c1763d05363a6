package jasyncio.internal.base;

import java.time.Duration;
import java.util.Objects;

/// Spans of time as the loop's clock counts them.
public final class Durations {
  // a century: far enough, and sums with the clock's readings do not overflow
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Duration LONGEST_BACK = LONGEST.negated(); // costs a BigDecimal each time

  private Durations() {}

  /// Nanoseconds; what is longer than a century counts as a century.
  public static long nanos(Duration span) {
    Objects.requireNonNull(span, "span");
    if (span.compareTo(LONGEST) > 0) {
      return LONGEST.toNanos();
    }
    return span.compareTo(LONGEST_BACK) < 0 ? -LONGEST.toNanos() : span.toNanos();
  }

  /// `when`, but no more than a century from `now`, so that the difference does not overflow.
  public static long near(long now, long when) {
    return Math.clamp(when, now - LONGEST.toNanos(), now + LONGEST.toNanos());
  }

  public static Duration ofSeconds(double seconds) {
    if (Double.isNaN(seconds)) {
      throw new IllegalArgumentException("seconds is not a number: NaN");
    }
    double nanos = seconds * 1e9;
    if (Math.abs(nanos) >= LONGEST.toNanos()) {
      return nanos > 0 ? LONGEST : LONGEST.negated();
    }
    return Duration.ofNanos(Math.round(nanos));
  }

  /// @throws IllegalArgumentException unless `span`, which is called `name`, is positive
  public static void checkPositive(String name, Duration span) {
    if (!span.isPositive()) {
      throw new IllegalArgumentException(name + " <= 0: " + span);
    }
  }

  /// A span for messages, in asyncio's unit.
  public static String text(Duration span) {
    return span.toNanosPart() == 0 ? span.toSeconds() + " s" : nanos(span) / 1e9 + " s";
  }
}
