package jasyncio.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;

/// Sends what lies on the heap by way of a loop's shared buffer: the JDK would else make a direct
/// buffer as large as the data.
final class Chunks {
  private Chunks() {}

  /// Sends what `channel` takes of `data` at once.
  ///
  /// @param shared gives the shared buffer, cleared
  static void send(WritableByteChannel channel, ByteBuffer data, Supplier<ByteBuffer> shared)
      throws IOException {
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
}
