package jasyncio.internal.loop;

import jasyncio.EventLoop;
import jasyncio.Handle;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  private final EventLoop loop;

  // those of the current span
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private long spanBegan;
  private @Nullable Handle summary;

  LogLimit(EventLoop loop) {
    this.loop = loop;
  }

  /// Counts a report, and tells whether to log it. Outside of loops all are logged.
  ///
  /// @param kind the words that the reports of a kind have in common
  public static boolean admits(String kind) {
    return !(LoopThread.current() instanceof Loop loop) || loop.logLimit().count(kind);
  }

  private boolean count(String kind) {
    if (summary == null && loop.time() - spanBegan > SPAN.toNanos()) {
      counts.clear();
    }
    if (counts.isEmpty()) {
      spanBegan = loop.time();
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
    if (summary == null && !loop.isClosed()) {
      Duration passed = Duration.ofNanos(loop.time() - spanBegan);
      summary = loop.callLater(SPAN.minus(passed), this::summarize);
    }
  }

  /// Logs how many reports were left out.
  void summarize() {
    summary = null;
    counts.forEach((kind, count) -> {
      if (count > BURST) {
        LoopLog.log(
            Level.WARNING, () -> "%d more reports left out: %s".formatted(count - BURST, kind));
      }
    });
    counts.clear();
  }
}
