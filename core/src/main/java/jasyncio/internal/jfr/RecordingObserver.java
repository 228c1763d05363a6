package jasyncio.internal.jfr;

import jasyncio.BaseTransport;
import jasyncio.ExtraInfo;
import jasyncio.LoopObserver;
import jasyncio.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An observer that writes the events of one loop to the running recordings of Flight Recorder.
public final class RecordingObserver implements LoopObserver {
  private static final long LAG_PERIOD = TimeUnit.SECONDS.toNanos(1);

  // the bounds of the buffer of a busy loop: it is written at this size or age
  private static final int MANY = 64;
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(10);

  private final String loop;

  // the running steps, innermost first
  private final Deque<LoopEvents.LoopEvent> steps = new ArrayDeque<>();

  // the events to write
  private final List<LoopEvents.LoopEvent> held = new ArrayList<>();
  private long writtenAt = System.nanoTime();

  private final Map<BaseTransport, LoopEvents.ConnectionClose> connections = new HashMap<>();
  private LoopEvents.LoopLag lag = new LoopEvents.LoopLag();
  private long lagSince = System.nanoTime();

  /// @param loop its name in the recordings
  public RecordingObserver(String loop) {
    this.loop = loop;
  }

  @Override
  public void turnBegan(int ready, int timers, long waited, long lateBy) {
    lag.longestLag = Math.max(lag.longestLag, lateBy);
    lag.turns++;
    lag.mostReady = Math.max(lag.mostReady, ready);
    lag.timers = timers;
    long now = System.nanoTime();
    if (now - lagSince >= LAG_PERIOD) {
      hold(lag);
      lag = new LoopEvents.LoopLag();
      lagSince = now;
    }
    if (held.size() >= MANY || now - writtenAt >= LONG) {
      flush();
      writtenAt = now;
    }
  }

  /// Writes the buffered events. Called between steps, before the loop waits or ends.
  public void flush() {
    if (!held.isEmpty()) {
      RecorderThread.commit(held);
      held.clear();
    }
  }

  @Override
  public void stepBegan(Object work) {
    var event = work instanceof Task ? new LoopEvents.TaskStep() : new LoopEvents.SlowCallback();
    event.begin();
    steps.push(event);
  }

  @Override
  public void stepEnded(Object work, long nanos) {
    LoopEvents.LoopEvent event = steps.poll();
    if (event == null) {
      return; // the step began before the recording
    }
    event.end();
    if (event.shouldCommit()) {
      switch (event) {
        case LoopEvents.TaskStep step when work instanceof Task<?> task ->
            step.task = task.getName();
        case LoopEvents.SlowCallback callback -> callback.callback = work.toString();
        default -> {}
      }
      holdEnded(event);
    }
  }

  @Override
  public void taskCreated(Task<?> task) {
    var event = new LoopEvents.TaskStart();
    if (event.isEnabled()) {
      event.task = task.getName();
      hold(event);
    }
  }

  @Override
  public void taskEnded(Task<?> task, @Nullable Throwable failure) {
    var event = new LoopEvents.TaskEnd();
    if (event.isEnabled()) {
      event.task = task.getName();
      event.outcome = outcome(task, failure);
      hold(event);
    }
  }

  private static String outcome(Task<?> task, @Nullable Throwable failure) {
    if (task.cancelled()) {
      return "cancelled";
    }
    return failure == null ? "value" : failure.getClass().getName();
  }

  @Override
  public void connectionOpened(BaseTransport transport) {
    var event = new LoopEvents.ConnectionOpen();
    event.local = address(transport, ExtraInfo.SOCKNAME);
    event.remote = address(transport, ExtraInfo.PEERNAME);
    hold(event);
    closingOf(transport);
  }

  /// The next event.
  private LoopEvents.ConnectionClose closingOf(BaseTransport transport) {
    return connections.computeIfAbsent(
        transport,
        _ -> {
          var event = new LoopEvents.ConnectionClose();
          event.local = address(transport, ExtraInfo.SOCKNAME);
          event.remote = address(transport, ExtraInfo.PEERNAME);
          return event;
        });
  }

  @Override
  public void bytesReceived(BaseTransport transport, long count) {
    closingOf(transport).received += count;
  }

  @Override
  public void bytesSent(BaseTransport transport, long count) {
    closingOf(transport).sent += count;
  }

  @Override
  public void connectionClosed(BaseTransport transport) {
    hold(closingOf(transport));
    connections.remove(transport);
  }

  @Override
  public void handshakeDone(BaseTransport transport, long nanos) {
    var event = new LoopEvents.TlsHandshake();
    event.remote = address(transport, ExtraInfo.PEERNAME);
    event.version = transport.getExtraInfo(ExtraInfo.TLS_VERSION);
    event.handshakeTime = nanos;
    hold(event);
  }

  private static @Nullable String address(BaseTransport transport, ExtraInfo<?> key) {
    Object address = transport.getExtraInfo(key);
    return address == null ? null : address.toString();
  }

  private void hold(LoopEvents.LoopEvent event) {
    event.begin(); // the event has the time of this call, though it is written later
    event.end();
    holdEnded(event);
  }

  private void holdEnded(LoopEvents.LoopEvent event) {
    event.loop = loop;
    held.add(event);
  }

  @Override
  public String toString() {
    return "observer for Flight Recorder";
  }
}
