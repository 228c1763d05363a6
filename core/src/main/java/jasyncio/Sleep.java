package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.base.Unit;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// A task's wait for a point in time.
final class Sleep extends OwnFuture<Void> implements Runnable {
  private final Task<?> task;
  private final long due;

  private Sleep(Task<?> task, long due) {
    super(task.loop);
    this.task = task;
    this.due = due;
  }

  static void await(Task<?> task, long nanos) {
    TaskLoop loop = task.loop;
    Sleep sleep = new Sleep(task, loop.time() + nanos);
    TimerHandle timer = loop.callAt(sleep.due, sleep, (Context) loop.context());
    try {
      task.await(sleep);
    } finally {
      timer.cancel();
    }
  }

  @Override
  public void run() {
    if (!done()) {
      complete(Unit.VALUE);
    }
  }

  @Override
  String awaitedAs() {
    Duration left = Duration.ofNanos(Math.max(0, due - loop.time()));
    return "sleep for another " + Durations.text(left.truncatedTo(ChronoUnit.MILLIS));
  }

  @Override
  public String toString() {
    return "end of sleep of " + task.getName();
  }
}
