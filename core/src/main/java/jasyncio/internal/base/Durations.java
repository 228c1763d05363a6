package jasyncio.internal.base;

import java.time.Duration;
import java.util.Objects;

/// Converts spans of time to and from the nanoseconds of the loop's clock.
public final class Durations {
  // a century: longer than any program waits, and short enough that adding it to a clock reading
  // does not overflow
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Duration LONGEST_BACK = LONGEST.negated(); // cached: costs a BigDecimal

  private Durations() {}

  /// The length of `span` in nanoseconds; a span longer than a century counts as a century.
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

  /// The text of `span` for messages, in seconds as asyncio writes them.
  public static String text(Duration span) {
    return span.toNanosPart() == 0 ? span.toSeconds() + " s" : nanos(span) / 1e9 + " s";
  }
}
