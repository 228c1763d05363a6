package jasyncio.internal.jfr;

import jasyncio.LoopObserver;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/// Whether a recording of Flight Recorder wants events of loops.
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

  /// Has the recordings hold all that `observer`, of [#newObserver], was told.
  static void flush(LoopObserver observer) {
    ((RecordingObserver) observer).flush();
  }

  /// There were recordings before us, or there may be from now on.
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
