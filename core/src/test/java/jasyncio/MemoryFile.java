package jasyncio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/// A file in memory, which the system cannot send by itself.
final class MemoryFile implements SeekableByteChannel {
  private final byte[] content;
  private int position;

  /// The failure of reads from the middle on.
  @Nullable IOException failure;

  MemoryFile(byte[] content) {
    this.content = content;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (failure != null && position >= content.length / 2) {
      throw failure;
    }
    if (position >= content.length) {
      return -1;
    }
    int count = Math.min(target.remaining(), content.length - position);
    target.put(content, position, count);
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public MemoryFile position(long newPosition) {
    position = (int) newPosition;
    return this;
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MemoryFile truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
