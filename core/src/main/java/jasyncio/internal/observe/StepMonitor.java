package jasyncio.internal.observe;

import jasyncio.Engine;
import jasyncio.internal.base.Durations;
import jasyncio.internal.loop.Heartbeat;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.Step;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.Stacks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A monitor of one loop, called again and again by the watchdog's thread. It reports a step that
/// takes too long while that still runs, for one that never ends is seen in no other way; and a
/// poll that does not end although there is work for the loop.
///
/// Time is counted by the looks, so that a process that was stopped for an hour has no step that
/// took an hour.
public class StepMonitor {
  private static final System.Logger LOG = System.getLogger("jasyncio");

  private static final String CARRIERS =
      " On the portable engine it needs a carrier of the JDK's scheduler; other virtual threads may"
          + " compute on all of them.";

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
    boolean rests = Heartbeat.isRest(beat);
    if (beat != this.beat || (rests && !loop().isOverdue())) {
      this.beat = beat;
      unchangedFor = 0;
      reported = false;
      if (rests && view.isDeadlockSuspected()) {
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

  /// The step that runs, or the poll, has exceeded the limit.
  void report() {
    loop().countLongStep();
    LoopInfo.Stuck stuck = stuckInThisStep();
    if (stuck == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(Heartbeat.isRest(beat) ? stuckPoll() : longStep(stuck.culprit()));
    text.append(" Its thread is ").append(stuck.threadState()).append(':');
    stuck.stack().forEach(frame -> text.append("\n\tat ").append(Stacks.text(frame)));
    HeldByAwait.reasons(view).forEach(reason -> text.append("\n").append(reason));
    LOG.log(System.Logger.Level.WARNING, text.toString());
  }

  private String longStep(String culprit) {
    return culprit
        + " has not awaited for more than "
        + limitText()
        + (": " + loop())
        + " can run nothing else meanwhile. Give long work to toThread().";
  }

  private String stuckPoll() {
    return loop()
        + " has had work for more than "
        + limitText()
        + ", but has not left its poll: its thread waits for a lock or for a processor."
        + (loop().engine() == Engine.PORTABLE ? CARRIERS : "");
  }

  private String limitText() {
    return Durations.text(Duration.ofNanos(limitNanos()));
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
