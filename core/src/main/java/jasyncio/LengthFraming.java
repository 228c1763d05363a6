package jasyncio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes, with their number before them.
final class LengthFraming extends Framing<byte[]> {
  private final int limit;
  private final int prefixBytes;

  public LengthFraming(int limit, int prefixBytes) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit <= 0: " + limit);
    }
    if (prefixBytes < 1 || prefixBytes > Integer.BYTES) {
      throw new IllegalArgumentException("prefixBytes not within 1 to 4: " + prefixBytes);
    }
    this.limit = (int) Math.min(limit, (1L << (8 * prefixBytes)) - 1);
    this.prefixBytes = prefixBytes;
  }

  @Override
  byte @Nullable [] read(StreamReader reader) {
    if (!reader.awaitBytes("readFrame", prefixBytes)) {
      if (reader.atEof()) {
        return null;
      }
      throw reader.incomplete(prefixBytes);
    }
    long length = reader.peekNumber(prefixBytes);
    if (length > limit) {
      throw new LimitOverrunException(
          "frame of %d bytes, more than the limit of %d: %s".formatted(length, limit, reader),
          prefixBytes);
    }
    int whole = Math.addExact(prefixBytes, (int) length);
    if (!reader.awaitBytes("readFrame", whole)) {
      throw reader.incomplete(whole);
    }
    return Arrays.copyOfRange(reader.take(whole), prefixBytes, whole);
  }

  @Override
  byte[] encode(byte[] frame) {
    if (frame.length > limit) {
      throw new LimitOverrunException(
          "frame of %d bytes, more than the limit of %d".formatted(frame.length, limit), 0);
    }
    byte[] bytes = new byte[prefixBytes + frame.length];
    for (int i = 0; i < prefixBytes; i++) {
      bytes[i] = (byte) (frame.length >>> (8 * (prefixBytes - 1 - i)));
    }
    System.arraycopy(frame, 0, bytes, prefixBytes, frame.length);
    return bytes;
  }
}
