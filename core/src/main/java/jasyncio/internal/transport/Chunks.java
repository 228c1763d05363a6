package jasyncio.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;

/// Pieces of bytes between channels and programs. Direct buffers go to the system as they are; the
/// heap's by way of the loop's shared buffer, since the JDK would make a direct one as large as
/// they are. Loop thread only.
public final class Chunks {
  private Chunks() {}

  /// Sends as much of `data` as `channel` takes at once.
  ///
  /// @param shared gives the shared buffer, cleared
  public static void send(WritableByteChannel channel, ByteBuffer data, Supplier<ByteBuffer> shared)
      throws IOException {
    if (data.isDirect()) {
      channel.write(data);
      return;
    }
    while (data.hasRemaining()) {
      ByteBuffer buffer = shared.get();
      int step = Math.min(data.remaining(), buffer.remaining());
      buffer.put(0, data, data.position(), step).limit(step);
      int taken = Math.max(0, channel.write(buffer)); // below 0: an interrupted call
      data.position(data.position() + taken);
      if (taken < step) {
        return;
      }
    }
  }

  /// The bytes of a datagram in a direct buffer: a copy in `shared`, which is cleared, unless they
  /// are in one already. Data that do not fit there are too long for a datagram, and left to the
  /// system to refuse.
  public static ByteBuffer direct(ByteBuffer data, ByteBuffer shared) {
    return data.isDirect() || data.remaining() > shared.remaining()
        ? data.duplicate()
        : shared.put(data.duplicate()).flip();
  }

  /// `shared`, which is cleared, with room for no more than `max` bytes.
  public static ByteBuffer limited(ByteBuffer shared, int max) {
    return shared.limit(Math.min(max, shared.limit()));
  }

  /// A copy of the bytes that were put into `buffer`.
  public static byte[] content(ByteBuffer buffer) {
    byte[] data = new byte[buffer.position()];
    buffer.get(0, data);
    return data;
  }

  /// Receives the bytes that one read of `channel` gives, as many as `target` has room for.
  ///
  /// @param shared gives the shared buffer, cleared
  /// @return how many bytes; -1 at the end of the stream, less if the call was interrupted
  public static int receive(
      ReadableByteChannel channel, ByteBuffer target, Supplier<ByteBuffer> shared)
      throws IOException {
    if (!target.hasArray()) { // it is direct, or nothing can be put there
      return channel.read(target);
    }
    ByteBuffer buffer = limited(shared.get(), target.remaining());
    int count = channel.read(buffer);
    target.put(buffer.flip());
    return count;
  }
}
