package jasyncio.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;

/// Sends from the heap and receives there by way of a loop's shared buffer: the JDK would else make
/// a direct buffer as large as the one on the heap.
final class Chunks {
  private Chunks() {}

  /// Sends what `channel` takes of `data` at once.
  ///
  /// @param shared gives the shared buffer, cleared
  static void send(WritableByteChannel channel, ByteBuffer data, Supplier<ByteBuffer> shared)
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

  /// Receives what `channel` has, as much as `target` has room for, and as one read gives.
  ///
  /// @param shared gives the shared buffer, cleared
  /// @return how many bytes; -1 at the end of the stream, less if the call was interrupted
  static int receive(ReadableByteChannel channel, ByteBuffer target, Supplier<ByteBuffer> shared)
      throws IOException {
    if (!target.hasArray()) { // it is direct, or nothing can be put there
      return channel.read(target);
    }
    ByteBuffer buffer = shared.get();
    int count = channel.read(buffer.limit(Math.min(buffer.limit(), target.remaining())));
    target.put(buffer.flip());
    return count;
  }
}
