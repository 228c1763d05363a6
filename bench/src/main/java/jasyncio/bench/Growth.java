package jasyncio.bench;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;

import jasyncio.EventLoop;
import jasyncio.Task;
import jasyncio.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measures how costs grow with the number of tasks and timers: prints, separated by tabs, the kind
/// of operation, their number, and nanoseconds an operation, for 1 to 1,000,000.
public final class Growth {
  private static final int MOST = 1_000_000;
  private static final int OPERATIONS = 1_000_000;
  private static final int ROUNDS = 5;

  private Growth() {}

  /// Measures; see the description of the class.
  public static void main(String[] args) {
    run(() -> {
      measureAll(false);
      for (int round = 0; round < ROUNDS; round++) {
        measureAll(true);
      }
    });
  }

  private static void measureAll(boolean print) {
    for (int count = 1; count <= MOST; count *= 10) {
      put(print, "yield, n tasks", count, yields(count));
      put(print, "yield, n tasks asleep", count, yieldsAmongSleepers(count));
      put(print, "timer set and cancelled, n others", count, timersAmong(count));
      put(print, "callback, n at once", count, callbacks(count));
    }
  }

  private static void put(boolean print, String kind, int count, double nanos) {
    if (print) {
      System.out.printf("%s\t%d\t%.1f%n", kind, count, nanos);
    }
  }

  private static double yields(int count) {
    System.gc();
    int each = Math.max(1, OPERATIONS / count);
    List<Task<Void>> tasks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tasks.add(createTask(() -> yieldTurns(each + 1)));
    }
    await(sleep(Duration.ZERO)); // after which all have begun
    long began = Harness.now();
    for (Task<Void> task : tasks) {
      await(task);
    }
    return (double) (Harness.now() - began) / ((long) each * count);
  }

  private static void yieldTurns(int times) {
    for (int i = 0; i < times; i++) {
      await(sleep(Duration.ZERO));
    }
  }

  private static double yieldsAmongSleepers(int count) {
    System.gc();
    List<Task<Void>> sleepers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sleepers.add(createTask(sleep(seconds(3600))));
    }
    await(sleep(Duration.ZERO));
    long began = Harness.now();
    yieldTurns(OPERATIONS);
    double nanos = (double) (Harness.now() - began) / OPERATIONS;
    sleepers.forEach(Task::cancel);
    await(sleep(Duration.ZERO));
    return nanos;
  }

  private static double timersAmong(int count) {
    System.gc();
    EventLoop loop = getRunningLoop();
    List<TimerHandle> others = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      others.add(loop.callLater(seconds(3600 + i % 997), () -> {}));
    }
    long began = Harness.now();
    for (int i = 0; i < OPERATIONS; i++) {
      loop.callLater(seconds(3600 + i % 991), () -> {}).cancel();
    }
    double nanos = (double) (Harness.now() - began) / OPERATIONS;
    others.forEach(TimerHandle::cancel);
    return nanos;
  }

  private static double callbacks(int count) {
    System.gc();
    EventLoop loop = getRunningLoop();
    long began = Harness.now();
    for (int done = 0; done < OPERATIONS; done += count) {
      for (int i = 0; i < count; i++) {
        loop.callSoon(() -> {});
      }
      await(sleep(Duration.ZERO));
    }
    return (double) (Harness.now() - began) / OPERATIONS;
  }
}
