package jasyncio;

import jasyncio.internal.stream.FrameCodec;
import jasyncio.internal.stream.LengthFraming;
import jasyncio.internal.stream.LineFraming;
import jasyncio.internal.stream.StreamBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The rule by which messages are told apart in a stream of bytes. Beyond asyncio.
///
/// A frame is read whole or not at all: a [StreamReader#readFrame] that is cancelled has taken
/// nothing. A frame that is too long is a [LimitOverrunException], and is dropped, so that reading
/// can go on with the next: a line as [StreamReader#readLine()] does it; a frame with a length
/// before it as its bytes arrive, by the next read of a frame.
///
/// Immutable; any number of streams may share one.
///
/// {@snippet lang="java":
/// Framing<byte[]> messages = Framing.lengthPrefixed(1 << 20);
/// for (byte[] message : reader.frames(messages)) {
///   writer.writeFrame(messages, message);
///   await(writer.drain());
/// }
/// }
///
/// @param <T> what a frame holds
public final class Framing<T> {
  private static final Framing<String> LINES =
      lines(StandardCharsets.UTF_8, StreamBuffer.DEFAULT_LIMIT);

  private final FrameCodec<T> codec;

  private Framing(FrameCodec<T> codec) {
    this.codec = codec;
  }

  /// Lines of text in UTF-8, at most 64 KiB long, without their line ends. Reading takes lines that
  /// end with `\n` or `\r\n`, and a last one with neither; writing adds `\n`. Bytes that cannot be
  /// decoded are replaced.
  public static Framing<String> lines() {
    return LINES;
  }

  /// As [#lines()], in another charset, of at most `limit` bytes.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public static Framing<String> lines(Charset charset, int limit) {
    return new Framing<>(new LineFraming(charset, limit, false));
  }

  /// JSON texts, one a line, in UTF-8 (NDJSON), at most 16 MiB long. The texts are not parsed: a
  /// JSON library reads and makes them.
  ///
  /// Blank lines are skipped. A text may be written with line ends in it, as a pretty printer makes
  /// them: they become spaces, which means the same in JSON. Bytes that are not UTF-8 are an
  /// [java.io.UncheckedIOException].
  public static Framing<String> jsonLines() {
    return jsonLines(16 << 20);
  }

  /// As [#jsonLines()], of at most `limit` bytes.
  ///
  /// @throws IllegalArgumentException if `limit` is not positive
  public static Framing<String> jsonLines(int limit) {
    return new Framing<>(new LineFraming(StandardCharsets.UTF_8, limit, true));
  }

  /// Bytes, with their number before them in four bytes, highest first.
  ///
  /// @param limit the longest frame to read or write, in bytes; a longer one is a
  ///   [LimitOverrunException], so that a peer cannot ask for any amount of memory
  /// @throws IllegalArgumentException if `limit` is not positive
  public static Framing<byte[]> lengthPrefixed(int limit) {
    return lengthPrefixed(limit, Integer.BYTES);
  }

  /// As [#lengthPrefixed(int)], with a number of `prefixBytes` bytes.
  ///
  /// @param prefixBytes 1 to 4
  /// @throws IllegalArgumentException if it is not, or if `limit` is not positive
  public static Framing<byte[]> lengthPrefixed(int limit, int prefixBytes) {
    return new Framing<>(new LengthFraming(limit, prefixBytes));
  }

  /// The two directions of the framing.
  FrameCodec<T> codec() {
    return codec;
  }
}
