package jasyncio.internal.observe;

import jasyncio.Task;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.MonitorReport;
import jasyncio.internal.report.MonitorReport.Past;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One loop, as a monitor sees it.
///
/// The loop is asked to describe itself; one that is stuck is described without its help, see
/// [Inspection]. It is not asked again before it has gone on: questions would pile up.
final class WatchedLoop {
  // enough for a reader; each costs the loop some microseconds at each look
  private static final int MOST_TASKS = 300;
  private static final Inspection.Extent EXTENT = new Inspection.Extent(MOST_TASKS, false);

  private static final long NEVER = 0;

  private final long number;
  private final LoopView view;
  private final Loop loop;
  private final StackSampler sampler;
  private final LoopHistory history;

  // the beat that the loop showed when it was found stuck. Any thread
  private volatile long stuckAt = NEVER;

  // the loop writes
  private volatile boolean observing;
  private boolean ended;

  WatchedLoop(long number, LoopView view, long slowNanos) {
    this.number = number;
    this.view = view;
    this.loop = view.loop();
    this.sampler = new StackSampler(view, slowNanos);
    this.history = new LoopHistory(view, sampler, slowNanos);
  }

  void begin() {
    Watchdog.begin(sampler);
    loop.readyFromAnywhere(Step.named("begin of a monitor", this::beginToObserve));
  }

  private void beginToObserve() {
    if (!ended) {
      observing = true;
      history.begin();
    }
  }

  /// Ends the watch; the observers leave a loop that is stuck when it goes on.
  void end() {
    Watchdog.end(sampler);
    loop.readyFromAnywhere(Step.named("end of a monitor", this::endToObserve));
  }

  private void endToObserve() {
    ended = true;
    if (observing) {
      history.end();
    }
  }

  long number() {
    return number;
  }

  LoopView view() {
    return view;
  }

  /// The loop as it is now. Any thread.
  MonitorReport.Loop look() {
    if (loop.loopThread() == null) {
      return report(loop.isClosed() ? "closed" : "rests", null, null);
    }
    if (loop.heartbeat().read() == stuckAt) {
      return lookFromOutside();
    }
    MonitorReport.Loop found = Inspection.ask(view, this::lookOnLoop, this::lookFromOutside);
    return found != null ? found : report("rests", null, null);
  }

  private MonitorReport.Loop lookOnLoop() {
    if (!observing) {
      return report("runs", Inspection.look(view, null, EXTENT), null);
    }
    Past past = history.look();
    LoopInfo info = Inspection.look(view, null, MOST_TASKS, history::stackOf);
    return report("runs", info, past);
  }

  private MonitorReport.Loop lookFromOutside() {
    long beat = loop.heartbeat().read();
    Past past = observing ? history.read() : null;
    LoopInfo info = Inspection.lookFromOutside(view, EXTENT);
    stuckAt = beat;
    return info == null ? report("rests", null, past) : report("stuck", info, past);
  }

  private MonitorReport.Loop report(String state, @Nullable LoopInfo info, @Nullable Past past) {
    StackSampler.Sample sample = state.equals("stuck") ? sampler.ofPresentStep() : null;
    long stuckFor = sample == null ? 0 : System.nanoTime() - sample.began();
    return new MonitorReport.Loop(number, loop.toString(), state, info, stuckFor, past);
  }

  /// The answer to a request to cancel a task.
  enum Cancelling {
    DONE,
    /// The loop is stuck: when it goes on.
    LATER,
    NO_SUCH_TASK
  }

  /// Cancels a task. Any thread.
  Cancelling cancel(long task) {
    if (loop.loopThread() == null) {
      return Cancelling.NO_SUCH_TASK;
    }
    Cancelling result = Inspection.ask(view, () -> cancelOnLoop(task), () -> cancelLater(task));
    return result == null ? Cancelling.NO_SUCH_TASK : result;
  }

  private Cancelling cancelOnLoop(long number) {
    Optional<Task<?>> task =
        view.tasks().stream().filter(each -> view.numberOf(each) == number).findFirst();
    return task.isPresent() && task.get().cancel("cancelled in a monitor")
        ? Cancelling.DONE
        : Cancelling.NO_SUCH_TASK;
  }

  private Cancelling cancelLater(long task) {
    loop.readyFromAnywhere(Step.named("cancel by a monitor", () -> cancelOnLoop(task)));
    return Cancelling.LATER;
  }
}
