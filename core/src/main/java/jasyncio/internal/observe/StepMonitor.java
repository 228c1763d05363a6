package jasyncio.internal.observe;

import jasyncio.internal.base.Durations;
import jasyncio.internal.loop.Heartbeat;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.Stacks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A monitor of one loop's steps, called again and again by the watchdog's thread: it reports a
/// step that takes too long while that still runs, for one that never ends is seen in no other way.
///
/// Time is counted by the looks, so that a process that was stopped for an hour has no step that
/// took an hour.
public class StepMonitor {
  private static final System.Logger LOG = System.getLogger("jasyncio");

  private final LoopView view;

  // the beat at the last look, the time it has been there, and whether that was reported
  private long beat;
  private long unchangedFor;
  private boolean reported;

  StepMonitor(LoopView view) {
    this.view = view;
  }

  final Loop loop() {
    return view.loop();
  }

  /// The time between looks, in nanoseconds: a step is found when it has taken between once and one
  /// and a half times the limit.
  long interval() {
    return limitNanos() / 2;
  }

  /// The time that a step may take, in nanoseconds.
  long limitNanos() {
    return Durations.nanos(loop().longStepDuration());
  }

  /// @param passed nanoseconds since the last look
  void look(long passed) {
    long beat = loop().heartbeat().read();
    if (beat != this.beat || Heartbeat.isRest(beat)) {
      this.beat = beat;
      unchangedFor = 0;
      reported = false;
      if (Heartbeat.isRest(beat) && view.isDeadlockSuspected()) {
        loop().readyFromAnywhere(Step.NOTHING); // it waits, and owes a search
      }
      return;
    }
    unchangedFor += passed;
    if (!reported && unchangedFor >= limitNanos()) {
      reported = true;
      report();
    }
  }

  /// The step that runs has exceeded the limit.
  void report() {
    loop().countLongStep();
    LoopInfo.Stuck stuck = stuckInThisStep();
    if (stuck == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(stuck.culprit()).append(" has not awaited for more than ");
    text.append(Durations.text(Duration.ofNanos(Durations.nanos(loop().longStepDuration()))))
        .append(": ");
    text.append(loop())
        .append(" can run nothing else meanwhile. Give long work to toThread(). Its thread is ");
    text.append(stuck.threadState()).append(':');
    stuck.stack().forEach(frame -> text.append("\n\tat ").append(Stacks.text(frame)));
    LOG.log(System.Logger.Level.WARNING, text.toString());
  }

  /// The step that runs; null if it has ended meanwhile.
  LoopInfo.@Nullable Stuck stuckInThisStep() {
    LoopInfo.Stuck stuck = Inspection.stuckIn(view);
    return loop().heartbeat().read() == beat
        ? stuck
        : null; // the stack may be that of another step
  }

  /// The beat that the loop showed at the last look.
  long beat() {
    return beat;
  }

  /// The nanoseconds for which it had shown that.
  long unchangedFor() {
    return unchangedFor;
  }
}
