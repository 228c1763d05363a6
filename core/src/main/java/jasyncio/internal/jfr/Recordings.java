package jasyncio.internal.jfr;

import jasyncio.LoopObserver;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/// The state of Flight Recorder: whether a recording wants events of loops.
///
/// Until there is a recording, none of the events' classes is loaded: it takes the JDK up to a
/// second.
public final class Recordings implements FlightRecorderListener {
  private static volatile boolean wanted;

  static {
    FlightRecorder.addListener(new Recordings());
  }

  private Recordings() {}

  static boolean areWanted() {
    return wanted;
  }

  static LoopObserver newObserver(String loop) {
    return new RecordingObserver(loop);
  }

  /// Writes all events of `observer`, made by [#newObserver], to the recordings.
  static void flush(LoopObserver observer) {
    ((RecordingObserver) observer).flush();
  }

  /// Installs the listener for recordings: some may exist already, others may begin later.
  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    look();
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    look();
    FlightRecording.updateAll();
  }

  private static void look() {
    wanted =
        !FlightRecorder.getFlightRecorder().getRecordings().isEmpty()
            && LoopEvents.ALL.stream().anyMatch(type -> EventType.getEventType(type).isEnabled());
  }
}
