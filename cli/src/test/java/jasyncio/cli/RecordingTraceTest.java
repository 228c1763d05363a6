package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTraceTest {
  @Test
  void hasTheFormatThatReadersExpect() {
    TraceFile.parse(RecordingTrace.of(List.of(Recordings.sleeper(), Recordings.busy(3, 30))))
        .check();
  }

  @Test
  void hasAProcessForEachLoopAndATrackForEachTask() {
    var trace =
        TraceFile.parse(RecordingTrace.of(List.of(Recordings.busy(2, 4), Recordings.sleeper())));

    assertThat(trace.names().values())
        .containsExactlyInAnyOrder(
            "loop", "callbacks", "worker 0", "worker 1", "loop", "callbacks", "Task-1");
  }

  @Test
  void hasASliceForEachStepAndEachWait() {
    var trace = TraceFile.parse(RecordingTrace.of(List.of(Recordings.sleeper())));

    assertThat(trace.events("X"))
        .extracting(slice -> slice.get("name").getAsString())
        .containsExactly("Task-1", "poll", "end of sleep of Task-1", "Task-1");
  }

  @Test
  void hasAnArrowFromTheWakerToTheWoken() {
    var trace = TraceFile.parse(RecordingTrace.of(List.of(Recordings.sleeper())));
    var names = trace.names();

    assertThat(trace.events("s").stream().map(TraceFile.Track::of).map(names::get))
        .containsExactly("loop", "callbacks");
    assertThat(trace.events("f").stream().map(TraceFile.Track::of).map(names::get))
        .containsExactly("callbacks", "Task-1");
  }

  @Test
  void traceOfNoRecordingIsEmpty() {
    assertThat(TraceFile.parse(RecordingTrace.of(List.of())).events()).isEmpty();
  }
}
