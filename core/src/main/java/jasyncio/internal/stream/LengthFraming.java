package jasyncio.internal.stream;

import jasyncio.LimitOverrunException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A framing in which the number of bytes stands before the bytes.
public final class LengthFraming implements FrameCodec<byte[]> {
  private final int limit;
  private final int prefixBytes;

  /// @param prefixBytes the size of the number, which has its highest byte first
  /// @throws IllegalArgumentException if `limit` is not positive, or `prefixBytes` not 1 to 4
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
  public byte @Nullable [] read(Inbox inbox, Object reader) {
    inbox.awaitDropped(reader, "readFrame");
    if (!inbox.awaitBytes(reader, "readFrame", prefixBytes)) {
      if (inbox.atEof()) {
        return null;
      }
      throw inbox.incomplete(prefixBytes);
    }
    long length = inbox.peekNumber(prefixBytes);
    if (length > limit) {
      inbox.drop(prefixBytes + length);
      throw new LimitOverrunException(
          "frame of %s bytes, more than the limit of %s: %s".formatted(length, limit, inbox),
          prefixBytes);
    }
    int whole = Math.addExact(prefixBytes, (int) length);
    if (!inbox.awaitBytes(reader, "readFrame", whole)) {
      throw inbox.incomplete(whole);
    }
    return Arrays.copyOfRange(inbox.take(whole), prefixBytes, whole);
  }

  @Override
  public byte[] encode(byte[] frame) {
    if (frame.length > limit) {
      throw new LimitOverrunException(
          "frame of %s bytes, more than the limit of %s".formatted(frame.length, limit), 0);
    }
    byte[] bytes = new byte[prefixBytes + frame.length];
    for (int i = 0; i < prefixBytes; i++) {
      bytes[i] = (byte) (frame.length >>> (8 * (prefixBytes - 1 - i)));
    }
    System.arraycopy(frame, 0, bytes, prefixBytes, frame.length);
    return bytes;
  }
}
