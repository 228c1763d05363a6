package jasyncio.internal.jfr;

import jasyncio.LoopObserver;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.LoopThread;
import jasyncio.internal.loop.Step;
import org.jspecify.annotations.Nullable;

/// The connection of a loop to Flight Recorder: an observer that is added while there is a
/// recording.
///
/// The JDK may be without the module `jdk.jfr`; then there is never an observer.
public final class FlightRecording {
  private static final boolean POSSIBLE =
      ModuleLayer.boot()
          .findModule("jdk.jfr")
          .filter(FlightRecording.class.getModule()::canRead)
          .isPresent();

  /// A loop that can be recorded.
  public interface Recorded {
    FlightRecording flightRecording();
  }

  private final Loop loop;
  private @Nullable LoopObserver observer;

  public FlightRecording(Loop loop) {
    this.loop = loop;
  }

  /// Adds or removes the observer as the recordings demand. On the loop, when it begins to run, and
  /// when a recording has begun or ended.
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

  /// Writes all events so far to the recordings. On the loop's thread, between steps.
  public void flush() {
    if (observer != null) {
      Recordings.flush(observer);
    }
  }

  /// Updates all running loops. Any thread.
  static void updateAll() {
    for (LoopThread thread : LoopThread.active()) {
      if (thread instanceof Recorded loop) {
        loop.flightRecording().updateSoon();
      }
    }
  }
}
