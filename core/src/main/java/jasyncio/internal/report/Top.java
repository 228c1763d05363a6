package jasyncio.internal.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The usage of loops, as text for a terminal.
public final class Top {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private final List<String> lines = new ArrayList<>();

  private Top() {}

  /// A loop and its usage.
  ///
  /// @param info without its tasks
  /// @param usage null if it is not known: the loop is stuck, or was found just now
  public record Loop(LoopInfo info, @Nullable LoopUsage usage) {}

  /// The loops one after the other, each with its busiest tasks.
  public static String text(List<Loop> loops) {
    Top top = new Top();
    loops.forEach(top::add);
    return top.lines.stream().map(line -> line + "\n").collect(joining());
  }

  private void add(Loop loop) {
    lines.addAll(Report.head(loop.info()));
    LoopUsage usage = loop.usage();
    if (usage != null) {
      addUsage(usage);
    }
  }

  private void addUsage(LoopUsage usage) {
    lines.add(
        String.format(
            Locale.ROOT,
            "busy %.1f %%, %s turns/s, %s steps/s, lag p50 %s ms, p99 %s ms, max %s ms",
            percent(usage.busyNanos(), usage),
            perSecond(usage.turns(), usage),
            perSecond(usage.steps(), usage),
            millis(usage.lag().percentile(50)),
            millis(usage.lag().percentile(99)),
            millis(usage.lag().max())));
    lines.add(
        String.format(
            Locale.ROOT,
            "ready %d at most, timers %d, connections %d, received %s/s, sent %s/s",
            usage.mostReady(),
            usage.timers(),
            usage.connections(),
            bytes(perSecond(usage.received(), usage)),
            bytes(perSecond(usage.sent(), usage))));
    lines.add(" time %   time ms    steps  task                      waits for");
    usage.tasks().forEach(task -> addTask(task, usage));
    int more = usage.tasksRan() - usage.tasks().size();
    if (more > 0) {
      lines.add("and " + more + " more that ran");
    }
  }

  private void addTask(LoopUsage.Task task, LoopUsage usage) {
    double time = percent(task.nanos(), usage);
    lines.add(
        String.format(
                Locale.ROOT,
                "%6.1f %9.1f %8d  %-24s  %s",
                time,
                task.nanos() / 1e6,
                task.steps(),
                task.name(),
                task.waitsFor())
            .stripTrailing());
  }

  private static double percent(long nanos, LoopUsage usage) {
    return 100.0 * nanos / Math.max(1, usage.nanos());
  }

  private static long perSecond(long count, LoopUsage usage) {
    return Math.round((double) count * TimeUnit.SECONDS.toNanos(1) / Math.max(1, usage.nanos()));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  private static String bytes(long count) {
    double amount = count;
    int unit = 0;
    while (amount >= 1000 && unit < UNITS.length - 1) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
  }
}
