package jasyncio.internal.pipe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// A channel over an output stream, which it flushes after each write. One thread writes; any may
/// close.
public final class FlushingChannel implements WritableByteChannel {
  private final OutputStream stream;
  private volatile boolean closed;

  /// A channel over `stream`.
  public FlushingChannel(OutputStream stream) {
    this.stream = stream;
  }

  @Override
  public int write(ByteBuffer data) throws IOException {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    stream.write(bytes);
    stream.flush();
    return bytes.length;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    stream.close();
  }

  @Override
  public String toString() {
    return stream.toString();
  }
}
