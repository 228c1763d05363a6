package jasyncio;

import jasyncio.internal.debug.MonitorReport.Past;
import jasyncio.internal.debug.MonitorReport.Period;
import jasyncio.internal.debug.MonitorReport.SlowStep;
import jasyncio.internal.debug.MonitorReport.TaskTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a monitor remembers of one loop: its last minute, its last slow steps, and the time that
/// each task took which still lives.
///
/// Loop thread only.
final class LoopHistory implements LoopObserver {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_SLOW_STEPS = 100;

  private final SelectorEventLoop loop;
  private final LoopMeter meter;
  private final StackSampler sampler;
  private final long slowNanos;

  private final Deque<Period> periods = new ArrayDeque<>();
  private final Deque<SlowStep> slowSteps = new ArrayDeque<>();
  private final Map<Task<?>, Time> times = new HashMap<>();
  private long periodBegan;
  private long slowStepCount;

  // steps around the present one: theirs is its time
  private int depth;

  LoopHistory(SelectorEventLoop loop, StackSampler sampler, long slowNanos) {
    this.loop = loop;
    this.meter = new LoopMeter(loop);
    this.sampler = sampler;
    this.slowNanos = slowNanos;
    this.periodBegan = loop.time();
  }

  /// Of a task.
  private static final class Time {
    // null for one that was there before
    final @Nullable Long began;
    long nanos;
    long steps;

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

  /// A loop that is stuck, or idle, makes a long one.
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
      Time time = times.computeIfAbsent(task, _ -> new Time(null));
      time.nanos += nanos;
      time.steps++;
    }
    if (depth == 0 && nanos >= slowNanos) {
      addSlowStep(work, nanos);
    }
  }

  private void addSlowStep(Object work, long nanos) {
    String name = work instanceof Task<?> task ? task.getName() : work.toString();
    long ended = System.currentTimeMillis();
    slowSteps.addLast(new SlowStep(++slowStepCount, name, ended, nanos, sampler.stack()));
    if (slowSteps.size() > MOST_SLOW_STEPS) {
      slowSteps.removeFirst();
    }
  }

  /// All of it, as it is now.
  Past look() {
    long now = loop.time();
    endPeriodIfDue(now);
    Map<Long, TaskTime> taskTimes = new HashMap<>();
    times.forEach((task, time) -> {
      long age = time.began == null ? -1 : now - time.began;
      taskTimes.put(task.number(), new TaskTime(age, time.nanos, time.steps));
    });
    return new Past(now, List.copyOf(periods), new ArrayList<>(slowSteps).reversed(), taskTimes);
  }
}
