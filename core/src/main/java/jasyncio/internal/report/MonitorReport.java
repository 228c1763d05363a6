package jasyncio.internal.report;

import static jasyncio.internal.report.Json.array;
import static jasyncio.internal.report.Json.string;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The data of a monitor's page, as JSON. Spans are in nanoseconds.
public final class MonitorReport {
  // equal stacks are written once: many tasks wait in the same place
  private final Map<List<StackTraceElement>, Integer> stacks = new LinkedHashMap<>();

  private MonitorReport() {}

  /// A loop.
  ///
  /// @param number tells it from the other loops of the monitor
  /// @param name its text form
  /// @param state `runs`, `stuck`, `rests` if it is not run, or `closed`
  /// @param info null unless it runs, or is stuck; with some of its tasks
  /// @param stuckFor the time that the present step has taken; zero if that is not known
  /// @param past null until it has been observed
  public record Loop(
      long number,
      String name,
      String state,
      @Nullable LoopInfo info,
      long stuckFor,
      @Nullable Past past) {}

  /// The past of a loop.
  ///
  /// @param until the time on its clock
  /// @param periods those of the last minute, oldest first
  /// @param slowSteps the last ones, latest first
  /// @param times of tasks that are not done, by their numbers
  public record Past(
      long until, List<Period> periods, List<SlowStep> slowSteps, Map<Long, TaskTime> times) {
    /// Copies the collections.
    public Past {
      periods = List.copyOf(periods);
      slowSteps = List.copyOf(slowSteps);
      times = Map.copyOf(times);
    }
  }

  /// The usage in a second or, if the loop had nothing to do or took long, more.
  ///
  /// @param ended by the loop's clock
  public record Period(long ended, LoopUsage usage) {}

  /// A step that took long.
  ///
  /// @param number counts them, from one
  /// @param name of the task, or of the other step
  /// @param endedMillis since the epoch
  /// @param nanos its duration
  /// @param stack its frames some time before its end; empty if it was not seen
  public record SlowStep(
      long number, String name, long endedMillis, long nanos, List<StackTraceElement> stack) {
    /// Copies the list.
    public SlowStep {
      stack = List.copyOf(stack);
    }
  }

  /// The time of a task.
  ///
  /// @param age negative if the task was there when the watch began
  /// @param nanos the duration of its steps
  /// @param steps the number of its steps
  public record TaskTime(long age, long nanos, long steps) {
    static final TaskTime UNKNOWN = new TaskTime(-1, 0, 0);
  }

  /// The document.
  ///
  /// @param slowNanos the duration from which steps are slow
  /// @param mayCancel tells whether tasks may be cancelled
  public static String json(long pid, long slowNanos, boolean mayCancel, List<Loop> loops) {
    MonitorReport report = new MonitorReport();
    return "{\"pid\":%s,\"slowNanos\":%s,\"mayCancel\":%b,\"loops\":%s,\"stacks\":%s}\n"
        .formatted(
            pid,
            slowNanos,
            mayCancel,
            array(loops, report::loop),
            array(List.copyOf(report.stacks.keySet()), stack -> array(stack, Json::frame)));
  }

  private String loop(Loop loop) {
    LoopInfo info = loop.info;
    LoopInfo.Stuck stuck = info == null ? null : info.stuck();
    return "{\"number\":%s,\"name\":%s,\"state\":%s,\"engine\":%s,\"thread\":%s,\"taskCount\":%s,\"stuck\":%s,\"past\":%s,\"tasks\":%s}"
        .formatted(
            loop.number,
            string(loop.name),
            string(loop.state),
            string(info == null ? null : info.engine()),
            string(info == null ? null : info.threadName()),
            info == null ? 0 : info.taskCount(),
            stuck == null ? "null" : stuck(stuck, loop.stuckFor),
            loop.past == null ? "null" : past(loop.past),
            info == null ? "[]" : array(info.tasks(), task -> task(task, loop.past)));
  }

  private String stuck(LoopInfo.Stuck stuck, long nanos) {
    return "{\"culprit\":%s,\"threadState\":%s,\"nanos\":%s,\"stack\":%s}"
        .formatted(
            string(stuck.culprit()), string(stuck.threadState()), nanos, numberOf(stuck.stack()));
  }

  private String task(TaskInfo task, @Nullable Past past) {
    TaskTime time =
        past == null ? TaskTime.UNKNOWN : past.times.getOrDefault(task.id(), TaskTime.UNKNOWN);
    return "{\"id\":%s,\"name\":%s,\"state\":%s,\"waitsFor\":%s,\"awaitedBy\":%s,\"stack\":%s,\"age\":%s,\"nanos\":%s,\"steps\":%s}"
        .formatted(
            task.id(),
            string(task.name()),
            string(task.state()),
            string(task.waitsFor()),
            array(task.awaitedBy(), String::valueOf),
            numberOf(task.stack()),
            time.age,
            time.nanos,
            time.steps);
  }

  private String past(Past past) {
    Histogram lag = new Histogram();
    past.periods.forEach(period -> lag.addAll(period.usage.lag()));
    return "{\"lag\":%s,\"periods\":%s,\"slowSteps\":%s}"
        .formatted(
            lag(lag),
            array(past.periods, period -> period(period, past.until)),
            array(past.slowSteps, this::slowStep));
  }

  private static String lag(Histogram lag) {
    return "{\"p50\":%s,\"p99\":%s,\"max\":%s,\"buckets\":%s}"
        .formatted(
            lag.percentile(50),
            lag.percentile(99),
            lag.max(),
            array(lag.buckets(), bucket -> "[" + bucket.nanos() + "," + bucket.count() + "]"));
  }

  private static String period(Period period, long until) {
    LoopUsage usage = period.usage;
    return "{\"ago\":%s,\"nanos\":%s,\"busy\":%s,\"turns\":%s,\"steps\":%s,\"lag\":%s,\"ready\":%s,\"timers\":%s,\"connections\":%s,\"received\":%s,\"sent\":%s}"
        .formatted(
            until - period.ended,
            usage.nanos(),
            usage.busyNanos(),
            usage.turns(),
            usage.steps(),
            usage.lag().max(),
            usage.mostReady(),
            usage.timers(),
            usage.connections(),
            usage.received(),
            usage.sent());
  }

  private String slowStep(SlowStep step) {
    return "{\"number\":%s,\"name\":%s,\"ended\":%s,\"nanos\":%s,\"stack\":%s}"
        .formatted(
            step.number, string(step.name), step.endedMillis, step.nanos, numberOf(step.stack));
  }

  private int numberOf(List<StackTraceElement> stack) {
    return stacks.computeIfAbsent(stack, _ -> stacks.size());
  }
}
