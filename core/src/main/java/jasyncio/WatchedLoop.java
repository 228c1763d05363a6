package jasyncio;

import jasyncio.StackSampler.Sample;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.MonitorReport;
import jasyncio.internal.report.MonitorReport.Past;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One loop, as a monitor sees it.
///
/// The loop is asked to describe itself; one that is stuck is looked at without its help, see
/// [Inspection]. Not asked again before it has gone on: questions would pile up.
final class WatchedLoop {
  // enough to find one's way; each costs the loop some microseconds at each look
  private static final int MOST_TASKS = 300;

  private static final long NEVER = 0;

  private final long number;
  private final TaskLoop loop;
  private final StackSampler sampler;
  private final LoopHistory history;

  // what the loop showed when it was found stuck. Any thread
  private volatile long stuckAt = NEVER;

  // the loop writes
  private volatile boolean observing;
  private boolean ended;

  public WatchedLoop(long number, TaskLoop loop, long slowNanos) {
    this.number = number;
    this.loop = loop;
    this.sampler = new StackSampler(loop, slowNanos);
    this.history = new LoopHistory(loop, sampler, slowNanos);
  }

  public void begin() {
    Watchdog.begin(sampler);
    loop.readyFromAnywhere(Step.named("begin of a monitor", this::beginToObserve));
  }

  private void beginToObserve() {
    if (!ended) {
      observing = true;
      history.begin();
    }
  }

  /// From a loop that is stuck, what observes goes later.
  public void end() {
    Watchdog.end(sampler);
    loop.readyFromAnywhere(Step.named("end of a monitor", this::endToObserve));
  }

  private void endToObserve() {
    ended = true;
    if (observing) {
      history.end();
    }
  }

  public long number() {
    return number;
  }

  public TaskLoop loop() {
    return loop;
  }

  /// The loop as it is now. Any thread.
  MonitorReport.Loop look() {
    if (loop.loopThread() == null) {
      return report(loop.isClosed() ? "closed" : "rests", null, null);
    }
    if (loop.heartbeat().read() == stuckAt) {
      return lookFromOutside();
    }
    MonitorReport.Loop found = Inspection.ask(loop, this::lookOnLoop, () -> lookFromOutside());
    return found != null ? found : report("rests", null, null);
  }

  private MonitorReport.Loop lookOnLoop() {
    if (!observing) {
      return report("runs", Inspection.look(loop, null, MOST_TASKS, Task::getStack), null);
    }
    Past past = history.look();
    LoopInfo info = Inspection.look(loop, null, MOST_TASKS, history::stackOf);
    return report("runs", info, past);
  }

  private MonitorReport.Loop lookFromOutside() {
    long beat = loop.heartbeat().read();
    Past past = observing ? history.read() : null;
    LoopInfo info = Inspection.lookFromOutside(loop, MOST_TASKS);
    stuckAt = beat;
    return info == null ? report("rests", null, past) : report("stuck", info, past);
  }

  private MonitorReport.Loop report(String state, @Nullable LoopInfo info, @Nullable Past past) {
    int tasks = info == null ? 0 : loop.taskList().count();
    Sample sample = state.equals("stuck") ? sampler.ofPresentStep() : null;
    long stuckFor = sample == null ? 0 : System.nanoTime() - sample.began();
    return new MonitorReport.Loop(number, loop.toString(), state, info, tasks, stuckFor, past);
  }

  /// What became of a wish to cancel a task.
  enum Cancelling {
    DONE,
    /// The loop is stuck: when it goes on.
    LATER,
    NO_SUCH_TASK
  }

  /// Cancels a task. Any thread.
  public Cancelling cancel(long task) {
    if (loop.loopThread() == null) {
      return Cancelling.NO_SUCH_TASK;
    }
    Cancelling result = Inspection.ask(loop, () -> cancelOnLoop(task), () -> cancelLater(task));
    return result == null ? Cancelling.NO_SUCH_TASK : result;
  }

  private Cancelling cancelOnLoop(long number) {
    Optional<Task<?>> task =
        loop.tasks().stream().filter(each -> each.number() == number).findFirst();
    return task.isPresent() && task.get().cancel("cancelled in a monitor")
        ? Cancelling.DONE
        : Cancelling.NO_SUCH_TASK;
  }

  private Cancelling cancelLater(long task) {
    loop.readyFromAnywhere(Step.named("cancel by a monitor", () -> cancelOnLoop(task)));
    return Cancelling.LATER;
  }
}
