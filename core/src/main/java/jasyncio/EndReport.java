package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.report.Stacks;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.StringJoiner;

/// Tells the log what the end of a run waits for, if that takes long: tasks that were cancelled and
/// go on, such as one that swallows interrupts, or sits in a call of the JDK that cannot be
/// interrupted. A task that holds the loop itself is the watchdog's to report.
///
/// Loop thread, or the one that ends the run.
final class EndReport implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("jasyncio");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_TASKS = 10;
  private static final int MOST_FRAMES = 20;

  private final TaskLoop loop;
  private final TimerHandle due;

  /// Watches the end of `loop` until this is closed.
  EndReport(TaskLoop loop) {
    this.loop = loop;
    this.due = loop.callLater(PATIENCE, this::report);
  }

  private void report() {
    Set<Task<?>> left = loop.tasks();
    StringJoiner text = new StringJoiner("\n");
    text.add(
        "%s cannot end: %d tasks still run %s after they were cancelled"
            .formatted(loop, left.size(), Durations.text(PATIENCE)));
    left.stream().limit(MOST_TASKS).forEach(task -> add(text, task));
    if (left.size() > MOST_TASKS) {
      text.add("and %d more".formatted(left.size() - MOST_TASKS));
    }
    LOG.log(System.Logger.Level.WARNING, text.toString());
  }

  private static void add(StringJoiner text, Task<?> task) {
    text.add(task.toString());
    Arrays.stream(task.wholeStack()) // the call of the JDK that it sits in is of interest, too
        .limit(MOST_FRAMES)
        .forEach(frame -> text.add("\tat " + Stacks.text(frame)));
  }

  /// The tasks have ended.
  @Override
  public void close() {
    due.cancel();
  }
}
