package jasyncio;

import static jasyncio.Asyncio.getRunningLoop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A protocol that records the events of a child process, and lets a test wait for them.
class RecordingSubprocess implements SubprocessProtocol {
  /// The callbacks, in order: `made`, `lost 0` to `lost 2` for pipes, `exited`, `lost`, `pause`,
  /// `resume`.
  final List<String> events = new ArrayList<>();

  final @Nullable Throwable[] causes = new Throwable[3];
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private @Nullable Future<RecordingSubprocess> next;

  @Override
  public void connectionMade(BaseTransport transport) {
    note("made");
  }

  @Override
  public void pipeDataReceived(int fd, byte[] data) {
    (fd == 1 ? output : errors).writeBytes(data);
    wake();
  }

  @Override
  public void pipeConnectionLost(int fd, @Nullable Throwable cause) {
    causes[fd] = cause;
    note("lost " + fd);
  }

  @Override
  public void processExited() {
    note("exited");
  }

  @Override
  public void connectionLost(@Nullable Throwable cause) {
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

  private void note(String event) {
    events.add(event);
    wake();
  }

  private void wake() {
    if (next != null && !next.done()) {
      next.setResult(this);
    }
  }

  String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  String errors() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  /// Suspends until `event` was recorded.
  void await(String event) {
    awaitThat(() -> events.contains(event));
  }

  void awaitOutput(String text) {
    awaitThat(() -> output().equals(text));
  }

  void awaitErrors(String text) {
    awaitThat(() -> errors().equals(text));
  }

  private void awaitThat(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      next = getRunningLoop().createFuture();
      Asyncio.await(next);
    }
  }
}
