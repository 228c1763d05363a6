package jasyncio;

import static jasyncio.Asyncio.getRunningLoop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A protocol that records its callbacks, and lets a test wait for them.
public class RecordingProtocol implements Protocol {
  public RecordingProtocol() {}

  /// The callbacks, in order: `made`, `data`, `eof`, `lost`, `pause`, `resume`. Data that follow
  /// data are one event.
  public final List<String> events = new ArrayList<>();

  public final ByteArrayOutputStream received = new ByteArrayOutputStream();
  @Nullable BaseTransport transport;
  @Nullable Throwable cause;
  boolean keepOpen;
  private @Nullable Future<RecordingProtocol> next;

  @Override
  public void connectionMade(BaseTransport transport) {
    this.transport = transport;
    note("made");
  }

  @Override
  public void dataReceived(byte[] data) {
    received.writeBytes(data);
    if (events.getLast().equals("data")) {
      events.removeLast();
    }
    note("data");
  }

  @Override
  public boolean eofReceived() {
    note("eof");
    return keepOpen;
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
    this.cause = cause;
    note("lost");
  }

  @Override
  public void pauseWriting() {
    note("pause");
  }

  @Override
  public void resumeWriting() {
    note("resume");
  }

  public final void note(String event) {
    events.add(event);
    if (next != null && !next.done()) {
      next.setResult(this);
    }
  }

  public final String text() {
    return received.toString(StandardCharsets.UTF_8);
  }

  /// Suspends until `condition` holds.
  public final void await(Predicate<RecordingProtocol> condition) {
    while (!condition.test(this)) {
      next = getRunningLoop().createFuture();
      Asyncio.await(next);
    }
  }

  /// Suspends until `event` was recorded.
  public final void await(String event) {
    await(protocol -> protocol.events.contains(event));
  }

  /// Suspends until `text` was received.
  public final void awaitText(String text) {
    await(protocol -> protocol.text().equals(text));
  }

  /// Suspends until the connection is gone, and returns the cause.
  public final @Nullable Throwable awaitLost() {
    await("lost");
    return cause;
  }
}
