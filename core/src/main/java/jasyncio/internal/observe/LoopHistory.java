package jasyncio.internal.observe;

import jasyncio.LoopObserver;
import jasyncio.Task;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.report.MonitorReport.Past;
import jasyncio.internal.report.MonitorReport.Period;
import jasyncio.internal.report.MonitorReport.SlowStep;
import jasyncio.internal.report.MonitorReport.TaskTime;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The past of one loop, for a monitor: its last minute, its last slow steps, and the time of each
/// task that is not done.
///
/// The loop writes it. Any thread may read it, also while the loop is stuck.
final class LoopHistory implements LoopObserver {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_SLOW_STEPS = 100;

  private final LoopView view;
  private final Loop loop;
  private final LoopMeter meter;
  private final StackSampler sampler;
  private final long slowNanos;

  private final Deque<Period> periods = new ConcurrentLinkedDeque<>();
  private final Deque<SlowStep> slowSteps = new ConcurrentLinkedDeque<>();
  private final Map<Task<?>, Time> times = new ConcurrentHashMap<>();

  // the fields below: loop thread only
  private long periodBegan;
  private long slowStepCount;
  private int slowStepsKept;

  // steps around the present one, whose time is within theirs
  private int depth;

  LoopHistory(LoopView view, StackSampler sampler, long slowNanos) {
    this.view = view;
    this.loop = view.loop();
    this.meter = new LoopMeter(loop);
    this.sampler = sampler;
    this.slowNanos = slowNanos;
    this.periodBegan = loop.time();
  }

  /// The time of a task. Other threads may read the numbers a little late.
  private static final class Time {
    // null for a task that was there before
    final @Nullable Long began;
    long nanos;
    long steps;

    // its frames when it had had `stackSteps` steps. Loop thread only
    List<StackTraceElement> stack = List.of();
    long stackSteps = -1;

    Time(@Nullable Long began) {
      this.began = began;
    }
  }

  /// Begins to observe.
  void begin() {
    periodBegan = loop.time();
    loop.addObserver(meter);
    loop.addObserver(this);
  }

  void end() {
    loop.removeObserver(this);
    loop.removeObserver(meter);
  }

  @Override
  public void turnBegan(int ready, int timers, long waited, long lag) {
    endPeriodIfDue(loop.time());
  }

  /// Ends the period after a second; that of a loop which is stuck or idle is longer.
  private void endPeriodIfDue(long now) {
    if (now - periodBegan >= PERIOD_NANOS) {
      periods.addLast(new Period(now, meter.takeTotals()));
      periodBegan = now;
      while (now - periods.getFirst().ended() > MEMORY_NANOS) {
        periods.removeFirst();
      }
    }
  }

  @Override
  public void taskCreated(Task<?> task) {
    times.put(task, new Time(loop.time()));
  }

  @Override
  public void taskEnded(Task<?> task, @Nullable Throwable failure) {
    times.remove(task);
  }

  @Override
  public void stepBegan(Object work) {
    depth++;
  }

  @Override
  public void stepEnded(Object work, long nanos) {
    depth = Math.max(0, depth - 1);
    if (work instanceof Task<?> task && !task.done()) {
      Time time = timeOf(task);
      time.nanos += nanos;
      time.steps++;
    }
    if (depth == 0 && nanos >= slowNanos) {
      addSlowStep(work, nanos);
    }
  }

  private Time timeOf(Task<?> task) {
    return times.computeIfAbsent(task, _ -> new Time(null));
  }

  /// The frames of a task. Taking them is the dearest part of a look, so they are kept until the
  /// task has another step. Loop thread only.
  List<StackTraceElement> stackOf(Task<?> task) {
    Time time = timeOf(task);
    if (time.stackSteps != time.steps) {
      time.stack = LoopView.of(task.getLoop()).stackOf(task);
      time.stackSteps = time.steps;
    }
    return time.stack;
  }

  private void addSlowStep(Object work, long nanos) {
    String name = nameOf(work);
    long ended = System.currentTimeMillis();
    slowSteps.addLast(new SlowStep(++slowStepCount, name, ended, nanos, sampler.stack()));
    if (++slowStepsKept > MOST_SLOW_STEPS) {
      slowSteps.removeFirst();
      slowStepsKept--;
    }
  }

  private static String nameOf(Object work) {
    return work instanceof Task<?> task
        ? TextForms.ofValue(task.getName())
        : TextForms.forTools(work::toString);
  }

  /// As [#read()], up to now. Loop thread only.
  Past look() {
    endPeriodIfDue(loop.time());
    return read();
  }

  /// The past; of a loop that is stuck, the present step is missing.
  Past read() {
    long now = loop.time();
    Map<Long, TaskTime> taskTimes = new HashMap<>();
    times.forEach((task, time) -> {
      long age = time.began == null ? -1 : now - time.began;
      taskTimes.put(view.numberOf(task), new TaskTime(age, time.nanos, time.steps));
    });
    return new Past(now, List.copyOf(periods), new ArrayList<>(slowSteps).reversed(), taskTimes);
  }
}
