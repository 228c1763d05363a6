package jasyncio.internal.process;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Coroutine;
import jasyncio.StreamWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exchange of a child's whole input and output, both ways at once. See
/// [jasyncio.Subprocess#communicate(byte\[\])].
///
/// An exchange that does not succeed has to be abandoned: then the output that it has read goes
/// back to the child's streams.
public final class Communication {
  private final @Nullable StreamWriter stdin;
  private final byte @Nullable [] input;
  private final @Nullable PipeOutput stdout;
  private final @Nullable PipeOutput stderr;
  private boolean written;

  /// @param stdout the output at the child's stdout; null if that is no pipe
  /// @param stderr the output at the child's stderr; null if that is no pipe
  /// @param stdin the writer to the child's stdin; null if that is no pipe
  public Communication(
      @Nullable StreamWriter stdin,
      byte @Nullable [] input,
      @Nullable PipeOutput stdout,
      @Nullable PipeOutput stderr) {
    this.stdin = stdin;
    this.input = input;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /// The coroutines that serve one pipe each until its end. To be awaited at once.
  public List<Coroutine<Void>> parts() {
    List<Coroutine<Void>> parts = new ArrayList<>();
    if (stdin != null) {
      parts.add(Coroutine.of(() -> feed(stdin)));
    }
    if (stdout != null) {
      parts.add(Coroutine.of(stdout::read));
    }
    if (stderr != null) {
      parts.add(Coroutine.of(stderr::read));
    }
    return parts;
  }

  private void feed(StreamWriter stdin) {
    try {
      if (input != null) {
        written = true;
        stdin.write(input);
        await(stdin.drain());
      }
    } catch (UncheckedIOException e) {
      // A child need not read all of its input.
    }
    stdin.close();
  }

  /// Tells whether the input was handed to the stream, which sends it even if nobody waits.
  public boolean isWritten() {
    return written;
  }

  /// Gives the output back to the streams; that of a pipe which is still being read, at its end.
  public void abandon() {
    if (stdout != null) {
      stdout.abandon();
    }
    if (stderr != null) {
      stderr.abandon();
    }
  }
}
