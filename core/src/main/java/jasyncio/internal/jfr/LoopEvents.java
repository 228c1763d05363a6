package jasyncio.internal.jfr;

import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// The events of loops in recordings of Flight Recorder. Their fields are shown to the reader of a
/// recording.
public final class LoopEvents {
  /// All classes of events.
  public static final List<Class<? extends Event>> ALL =
      List.of(
          TaskStart.class,
          TaskEnd.class,
          TaskStep.class,
          SlowCallback.class,
          LoopLag.class,
          ConnectionOpen.class,
          ConnectionClose.class,
          TlsHandshake.class);

  private LoopEvents() {}

  /// The common part of all events.
  @Category("jasyncio")
  @StackTrace(false)
  abstract static class LoopEvent extends Event {
    @Label("Loop")
    @Nullable String loop;
  }

  @Name("jasyncio.TaskStart")
  @Label("Task Start")
  @Description("A task was made")
  @Enabled(false) // there may be very many, as of virtual threads, for which the JDK does the same
  static final class TaskStart extends LoopEvent {
    @Label("Task")
    @Nullable String task;
  }

  @Name("jasyncio.TaskEnd")
  @Label("Task End")
  @Description("A task is done")
  @Enabled(false)
  static final class TaskEnd extends LoopEvent {
    @Label("Task")
    @Nullable String task;

    @Label("Outcome")
    @Description("value, cancelled, or the type of what it failed with")
    @Nullable String outcome;
  }

  @Name("jasyncio.TaskStep")
  @Label("Task Step")
  @Description("A task ran from one await to the next")
  @Threshold("20 ms")
  static final class TaskStep extends LoopEvent {
    @Label("Task")
    @Nullable String task;
  }

  @Name("jasyncio.SlowCallback")
  @Label("Slow Callback")
  @Description("The loop ran something that is no task")
  @Threshold("100 ms") // that of slowCallbackDuration
  static final class SlowCallback extends LoopEvent {
    @Label("Callback")
    @Nullable String callback;
  }

  @Name("jasyncio.LoopLag")
  @Label("Loop Lag")
  @Description("How busy the loop was since the last such event: one each second in which it ran")
  static final class LoopLag extends LoopEvent {
    @Label("Longest Lag")
    @Description("How late timers were")
    @Timespan
    long longestLag;

    @Label("Turns")
    long turns;

    @Label("Most Ready")
    @Description("How many steps waited for a turn, at most")
    int mostReady;

    @Label("Timers")
    int timers;
  }

  @Name("jasyncio.ConnectionOpen")
  @Label("Connection Open")
  static final class ConnectionOpen extends LoopEvent {
    @Label("Local Address")
    @Nullable String local;

    @Label("Remote Address")
    @Nullable String remote;
  }

  @Name("jasyncio.ConnectionClose")
  @Label("Connection Close")
  @Description("A connection was closed; its bytes are those since the recording began")
  static final class ConnectionClose extends LoopEvent {
    @Label("Local Address")
    @Nullable String local;

    @Label("Remote Address")
    @Nullable String remote;

    @Label("Bytes Received")
    @DataAmount
    long received;

    @Label("Bytes Sent")
    @DataAmount
    long sent;
  }

  @Name("jasyncio.TlsHandshake")
  @Label("TLS Handshake")
  static final class TlsHandshake extends LoopEvent {
    @Label("Remote Address")
    @Nullable String remote;

    @Label("Version")
    @Nullable String version;

    @Label("Handshake Time")
    @Timespan
    long handshakeTime;
  }
}
