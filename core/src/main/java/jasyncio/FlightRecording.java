package jasyncio;

import org.jspecify.annotations.Nullable;

/// What Flight Recorder wants of a loop: to be told what it does while there is a recording.
///
/// The JDK may be without the module `jdk.jfr`; then nothing is wanted.
final class FlightRecording {
  private static final boolean POSSIBLE =
      ModuleLayer.boot()
          .findModule("jdk.jfr")
          .filter(FlightRecording.class.getModule()::canRead)
          .isPresent();

  private final SelectorEventLoop loop;
  private @Nullable LoopObserver observer;

  FlightRecording(SelectorEventLoop loop) {
    this.loop = loop;
  }

  /// Brings the loop up to date with the recordings. On the loop, when it begins to run, and when a
  /// recording has begun or ended.
  void update() {
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

  /// Has the recordings hold all that was told so far. On the loop's thread, between steps.
  void flush() {
    if (observer != null) {
      Recordings.flush(observer);
    }
  }

  /// Has all loops that run brought up to date. Any thread.
  static void updateAll() {
    for (Strand strand : Strand.active()) {
      if (strand instanceof SelectorEventLoop loop) {
        loop.readyFromAnywhere(
            Step.named("update for Flight Recorder", loop.flightRecording()::update));
      }
    }
  }
}
