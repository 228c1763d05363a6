package jasyncio.internal.jfr;

import jasyncio.LoopObserver;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.LoopThread;
import jasyncio.internal.loop.Step;
import org.jspecify.annotations.Nullable;

/// What Flight Recorder wants of a loop: to be told what it does while there is a recording.
///
/// The JDK may be without the module `jdk.jfr`; then nothing is wanted.
public final class FlightRecording {
  private static final boolean POSSIBLE =
      ModuleLayer.boot()
          .findModule("jdk.jfr")
          .filter(FlightRecording.class.getModule()::canRead)
          .isPresent();

  /// A loop that recordings may want to be told of.
  public interface Recorded {
    FlightRecording flightRecording();
  }

  private final Loop loop;
  private @Nullable LoopObserver observer;

  public FlightRecording(Loop loop) {
    this.loop = loop;
  }

  /// Brings the loop up to date with the recordings. On the loop, when it begins to run, and when a
  /// recording has begun or ended.
  public void update() {
    boolean wanted = POSSIBLE && Recordings.areWanted();
    LoopObserver observer = this.observer;
    if (wanted && observer == null) {
      observer = Recordings.newObserver(loop.toString());
      loop.addObserver(observer);
      this.observer = observer;
    } else if (!wanted && observer != null) {
      loop.removeObserver(observer);
      this.observer = null;
    }
  }

  private void updateSoon() {
    loop.readyFromAnywhere(Step.named("update for Flight Recorder", this::update));
  }

  /// Has the recordings hold all that was told so far. On the loop's thread, between steps.
  public void flush() {
    if (observer != null) {
      Recordings.flush(observer);
    }
  }

  /// Has all loops that run brought up to date. Any thread.
  static void updateAll() {
    for (LoopThread strand : LoopThread.active()) {
      if (strand instanceof Recorded loop) {
        loop.flightRecording().updateSoon();
      }
    }
  }
}
