package jasyncio.internal.process;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Coroutine;
import jasyncio.StreamReader;
import jasyncio.StreamWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The input and the output of a child process, all at once, as `communicate` has them.
///
/// It may be cancelled and begun again: the bytes that were read are kept until then. Loop thread
/// only.
public final class Communication {
  private static final int PIECE = 64 * 1024;

  private final Object process;
  private final @Nullable StreamWriter stdin;
  private final Reading output;
  private final Reading errors;

  private byte[] input = {};
  private boolean written;

  /// The communication with `process`, which has not begun, through those of its pipes that are
  /// streams.
  public Communication(
      Object process,
      @Nullable StreamWriter stdin,
      @Nullable StreamReader stdout,
      @Nullable StreamReader stderr) {
    this.process = process;
    this.stdin = stdin;
    this.output = new Reading(stdout);
    this.errors = new Reading(stderr);
  }

  /// The three streams, each with a coroutine that serves it until its end: to be awaited at once.
  /// They give null, the output and the errors.
  ///
  /// @throws IllegalStateException if there is `input` for a process whose stdin is no pipe, or
  ///   other input than at the first call
  public List<Coroutine<byte @Nullable []>> with(byte @Nullable [] input) {
    if (input != null && input.length > 0) {
      checkInput(input);
      this.input = input;
    }
    return List.of(this::feed, output, errors);
  }

  private void checkInput(byte[] input) {
    if (stdin == null) {
      throw new IllegalStateException(
          "communicate() with input on %s, whose stdin is no pipe: start it with stdin PIPE"
              .formatted(process));
    }
    if (written && !Arrays.equals(this.input, input)) {
      throw new IllegalStateException(
          "communicate() with other input than before on %s: give none to go on"
              .formatted(process));
    }
  }

  private byte @Nullable [] feed() {
    if (stdin == null) {
      return null;
    }
    try {
      if (!written) {
        written = true;
        stdin.write(input);
      }
      if (input.length > 0) {
        await(stdin.drain());
      }
    } catch (UncheckedIOException e) {
      // The child did not want all of it, which is no error.
    }
    stdin.close();
    return null;
  }

  /// The reading of one stream.
  private static final class Reading implements Coroutine<byte @Nullable []> {
    private final @Nullable StreamReader stream;

    // the bytes that a cancelled reading has left
    private byte[] kept = {};

    Reading(@Nullable StreamReader stream) {
      this.stream = stream;
    }

    @Override
    public byte @Nullable [] run() {
      if (stream == null) {
        return null;
      }
      try (var collected = new Collected()) {
        collected.add(kept);
        try {
          while (!stream.atEof()) {
            collected.add(await(stream.read(PIECE)));
          }
        } finally {
          kept = collected.toByteArray();
        }
        return kept;
      }
    }
  }
}
