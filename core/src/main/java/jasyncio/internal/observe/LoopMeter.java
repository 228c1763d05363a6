package jasyncio.internal.observe;

import jasyncio.BaseTransport;
import jasyncio.LoopObserver;
import jasyncio.Task;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.report.Histogram;
import jasyncio.internal.report.LoopUsage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The usage of one loop: its turns and steps, and the time that each task took.
///
/// Loop thread only.
final class LoopMeter implements LoopObserver {
  private static final String OTHERS = "(callbacks)";

  // of which texts are made
  private static final int MOST_TASKS = 20;

  private final Loop loop;
  private Reading reading;

  // when the present turn began; zero before the first
  private long turnBegan;

  // steps around the present one, whose time is within theirs
  private int depth;

  LoopMeter(Loop loop) {
    this.loop = loop;
    this.reading = new Reading();
  }

  /// The figures since the last call of [#take()].
  private static final class Reading {
    final long began = System.nanoTime();
    final Histogram lag = new Histogram();

    // all other work is under null
    final Map<@Nullable Task<?>, Time> times = new LinkedHashMap<>();
    long busy;
    long turns;
    long steps;
    int mostReady;
    long received;
    long sent;
  }

  private static final class Time {
    long nanos;
    long steps;
  }

  @Override
  public void turnBegan(int ready, int timers, long waited, long lag) {
    long now = loop.time();
    reading.turns++;
    reading.mostReady = Math.max(reading.mostReady, ready);
    // a step that became ready while the last turn ran had to wait for its end
    long lastTurn = turnBegan == 0 ? 0 : now - turnBegan - waited;
    reading.lag.add(Math.max(lag, lastTurn));
    turnBegan = now;
  }

  @Override
  public void stepBegan(Object work) {
    depth++;
  }

  @Override
  public void stepEnded(Object work, long nanos) {
    reading.steps++;
    depth = Math.max(0, depth - 1);
    if (depth == 0) {
      reading.busy += nanos;
    }
    Time time =
        reading.times.computeIfAbsent(work instanceof Task<?> task ? task : null, _ -> new Time());
    time.nanos += nanos;
    time.steps++;
  }

  @Override
  public void bytesReceived(BaseTransport transport, long count) {
    reading.received += count;
  }

  @Override
  public void bytesSent(BaseTransport transport, long count) {
    reading.sent += count;
  }

  /// The usage since the last call.
  LoopUsage take() {
    return take(LoopMeter::tasks);
  }

  /// As [#take()], without the tasks.
  LoopUsage takeTotals() {
    return take(_ -> List.of());
  }

  private LoopUsage take(Function<Reading, List<LoopUsage.Task>> tasks) {
    Reading last = reading;
    reading = new Reading();
    return new LoopUsage(
        reading.began - last.began,
        last.busy,
        last.turns,
        last.steps,
        last.lag,
        last.mostReady,
        loop.timerCount(),
        loop.channels().connectionCount(),
        last.received,
        last.sent,
        last.times.size(),
        tasks.apply(last));
  }

  private static List<LoopUsage.Task> tasks(Reading reading) {
    Comparator<Map.Entry<@Nullable Task<?>, Time>> busiest =
        Comparator.comparingLong(entry -> -entry.getValue().nanos);
    return reading.times.entrySet().stream()
        .sorted(busiest)
        .limit(MOST_TASKS)
        .map(entry -> usageOf(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static LoopUsage.Task usageOf(@Nullable Task<?> task, Time time) {
    if (task == null) {
      return new LoopUsage.Task(OTHERS, time.nanos, time.steps, "");
    }
    String waitsFor = TextForms.forTools(() -> Objects.requireNonNullElse(task.waitsFor(), ""));
    return new LoopUsage.Task(TextForms.ofValue(task.getName()), time.nanos, time.steps, waitsFor);
  }
}
