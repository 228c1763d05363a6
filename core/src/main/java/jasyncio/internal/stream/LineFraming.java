package jasyncio.internal.stream;

import jasyncio.internal.base.TextForms;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/// A framing in which each line is a text.
public final class LineFraming implements FrameCodec<String> {
  private final Charset charset;
  private final int limit;
  private final boolean json;

  /// @param json true for JSON texts: blank lines are skipped, line ends within a text become
  ///   spaces, and bytes that cannot be decoded are an error
  /// @throws IllegalArgumentException if `limit` is not positive
  public LineFraming(Charset charset, int limit, boolean json) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
    this.charset = charset;
    this.limit = limit;
    this.json = json;
  }

  @Override
  public @Nullable String read(Inbox inbox, Object reader) {
    while (true) {
      byte[] line = inbox.readLine(reader, limit);
      if (line.length == 0) {
        return null;
      }
      String text = decode(line, lengthOfText(line));
      if (!json || !text.isBlank()) {
        return text;
      }
    }
  }

  private static int lengthOfText(byte[] line) {
    int length = line.length;
    if (line[length - 1] == '\n') {
      length--;
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
    }
    return length;
  }

  private String decode(byte[] line, int length) {
    if (!json) {
      return new String(line, 0, length, charset);
    }
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(line, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw new UncheckedIOException("line is not in " + charset + ": " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] encode(String text) {
    return (onOneLine(text) + "\n").getBytes(charset);
  }

  private String onOneLine(String text) {
    if (text.indexOf('\n') < 0) {
      return text;
    }
    if (!json) {
      throw new IllegalArgumentException("more than one line: " + TextForms.ofValue(text));
    }
    return text.replace('\n', ' ');
  }
}
