package jasyncio.internal.observe;

import jasyncio.Task;
import jasyncio.TimerHandle;
import jasyncio.internal.base.Durations;
import jasyncio.internal.report.Stacks;
import java.time.Duration;
import java.util.Collection;
import java.util.StringJoiner;

/// A report to the log of the tasks for which the end of a run waits long: they were cancelled and
/// go on, such as one that swallows interrupts, or sits in a call of the JDK that cannot be
/// interrupted. A task that holds the loop itself is the watchdog's to report.
///
/// Loop thread, or the one that ends the run.
public final class EndReport implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("jasyncio");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_TASKS = 10;
  private static final int MOST_FRAMES = 20;

  private final LoopView view;
  private final TimerHandle due;

  /// Watches the end of a loop until this is closed.
  public EndReport(LoopView view) {
    this.view = view;
    this.due = view.loop().callLater(PATIENCE, this::report);
  }

  private void report() {
    Collection<Task<?>> left = view.tasks();
    StringJoiner text = new StringJoiner("\n");
    text.add(
        "%s cannot end: %d tasks still run %s after they were cancelled"
            .formatted(view.loop(), left.size(), Durations.text(PATIENCE)));
    left.stream().limit(MOST_TASKS).forEach(task -> add(text, task));
    if (left.size() > MOST_TASKS) {
      text.add("and %d more".formatted(left.size() - MOST_TASKS));
    }
    LOG.log(System.Logger.Level.WARNING, text.toString());
  }

  private void add(StringJoiner text, Task<?> task) {
    text.add(task.toString());
    view.wholeStackOf(task).stream() // the call of the JDK that it sits in is of interest, too
        .limit(MOST_FRAMES)
        .forEach(frame -> text.add("\tat " + Stacks.text(frame)));
  }

  /// Ends the watch: the tasks have ended.
  @Override
  public void close() {
    due.cancel();
  }
}
