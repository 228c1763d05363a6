package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.gather;

import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// All that is said to and by a child process, both ways at once.
final class Communication {
  private static final int PIECE = 64 * 1024;

  private Communication() {}

  /// See [Subprocess#communicate(byte\[\])].
  static Subprocess.Output with(Subprocess process, byte @Nullable [] input) {
    StreamWriter stdin = process.stdin();
    if (stdin == null && input != null && input.length > 0) {
      throw new IllegalStateException(
          "communicate() with input on %s, whose stdin is no pipe: start it with stdin PIPE"
              .formatted(process));
    }
    Coroutine<byte @Nullable []> feeding = () -> feed(stdin, input);
    Coroutine<byte @Nullable []> output = () -> read(process.stdout());
    Coroutine<byte @Nullable []> errors = () -> read(process.stderr());
    var said = await(gather(feeding, output, errors));
    await(process.waitExit());
    return new Subprocess.Output(said.get(1), said.get(2));
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
