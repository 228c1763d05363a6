package jasyncio.internal.observe;

import jasyncio.internal.report.LoopInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A monitor that takes the stack of every step that becomes slow, while it runs.
final class StackSampler extends StepMonitor {
  // a fraction of the limit, so that also a step that ends right after it has been found by then
  private static final int EARLY = 2;

  private final long slowNanos;

  // of the last slow step. The watchdog's thread writes, any reads
  private volatile @Nullable Sample sample;

  /// @param slowNanos how long a step takes to be slow
  StackSampler(LoopView loop, long slowNanos) {
    super(loop);
    this.slowNanos = slowNanos;
  }

  /// @param beat that the loop shows while it is in the step
  /// @param began when the step did, roughly, by [System#nanoTime()]
  record Sample(long beat, long began, LoopInfo.Stuck stuck) {}

  @Override
  long limitNanos() {
    return slowNanos / EARLY;
  }

  @Override
  void report() {
    LoopInfo.Stuck stuck = stuckInThisStep();
    if (stuck != null) {
      sample = new Sample(beat(), System.nanoTime() - unchangedFor(), stuck);
    }
  }

  /// The sample of the step that runs; null if none was taken of it. Any thread.
  @Nullable Sample ofPresentStep() {
    Sample sample = this.sample;
    return sample != null && sample.beat == loop().heartbeat().read() ? sample : null;
  }

  /// The frames of the step that runs; empty if it was not seen. Any thread.
  List<StackTraceElement> stack() {
    Sample sample = ofPresentStep();
    return sample == null ? List.of() : sample.stuck.stack();
  }
}
