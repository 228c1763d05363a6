package jasyncio.internal.process;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Coroutine;
import jasyncio.StreamReader;
import jasyncio.StreamWriter;
import jasyncio.Subprocess;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is said to and by a child process, both ways at once.
public final class Communication {
  private static final int PIECE = 64 * 1024;

  private Communication() {}

  /// The three streams of `process`, each with a coroutine that serves it until its end: to be
  /// awaited at once. They give null, the output and the errors. See
  /// [Subprocess#communicate(byte\[\])].
  ///
  /// @throws IllegalStateException if there is `input` for a process whose stdin is no pipe
  public static List<Coroutine<byte @Nullable []>> with(
      Subprocess process, byte @Nullable [] input) {
    StreamWriter stdin = process.stdin();
    if (stdin == null && input != null && input.length > 0) {
      throw new IllegalStateException(
          "communicate() with input on %s, whose stdin is no pipe: start it with stdin PIPE"
              .formatted(process));
    }
    return List.of(
        () -> feed(stdin, input), () -> read(process.stdout()), () -> read(process.stderr()));
  }

  private static byte @Nullable [] feed(@Nullable StreamWriter stdin, byte @Nullable [] input) {
    if (stdin == null) {
      return null;
    }
    try {
      if (input != null) {
        stdin.write(input);
        await(stdin.drain());
      }
    } catch (UncheckedIOException e) {
      // The child did not want all of it: its business.
    }
    stdin.close();
    return null;
  }

  private static byte @Nullable [] read(@Nullable StreamReader stream) {
    if (stream == null) {
      return null;
    }
    try (var collected = new Collected()) {
      while (!stream.atEof()) {
        collected.add(await(stream.read(PIECE)));
      }
      return collected.toByteArray();
    }
  }
}
