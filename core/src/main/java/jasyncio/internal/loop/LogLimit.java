package jasyncio.internal.loop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// A limit on reports of the same kind, since many of them can be caused by peers, as often as they
/// like. Of each kind some in a span of time are logged; then one line tells how many were left
/// out.
///
/// Loop thread, or the one thread that closes the loop.
public final class LogLimit {
  /// The number of reports of a kind that are logged within [#SPAN].
  public static final int BURST = 20;

  /// The time from the first report of a kind until all may be logged again.
  public static final Duration SPAN = Duration.ofSeconds(10);

  // kinds are few, unless something puts changing texts into them: then the rest counts as one
  private static final int MOST_KINDS = 100;
  private static final String OTHERS = "of other kinds";

  private static final System.Logger LOG = System.getLogger("jasyncio");

  private final LongSupplier time;
  private final BiConsumer<Duration, Runnable> later;

  // those of the current span
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private long spanBegan;
  private boolean summaryDue;

  /// @param time the loop's clock, in nanoseconds
  /// @param later runs a callback on the loop after some time, unless the loop is closed
  LogLimit(LongSupplier time, BiConsumer<Duration, Runnable> later) {
    this.time = time;
    this.later = later;
  }

  /// Counts a report, and tells whether to log it.
  boolean admits(String kind) {
    if (!summaryDue && time.getAsLong() - spanBegan > SPAN.toNanos()) {
      counts.clear();
    }
    if (counts.isEmpty()) {
      spanBegan = time.getAsLong();
    }
    boolean known = counts.containsKey(kind) || counts.size() < MOST_KINDS;
    int count = counts.merge(known ? kind : OTHERS, 1, Integer::sum);
    if (count <= BURST) {
      return true;
    }
    summarizeLater();
    return false;
  }

  /// Makes the timer only when there is something to tell: a pending timer is seen by those that
  /// search for deadlocks.
  private void summarizeLater() {
    if (!summaryDue) {
      summaryDue = true;
      Duration passed = Duration.ofNanos(time.getAsLong() - spanBegan);
      later.accept(SPAN.minus(passed), this::summarize);
    }
  }

  /// Logs how many reports were left out.
  void summarize() {
    summaryDue = false;
    counts.forEach((kind, count) -> {
      if (count > BURST) {
        LOG.log(Level.WARNING, "%d more reports left out: %s".formatted(count - BURST, kind));
      }
    });
    counts.clear();
  }
}
