package jasyncio.internal.net;

import jasyncio.FileRange;
import jasyncio.SendfileNotAvailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The part of a file that is being sent. Loop thread only.
public final class FilePart implements AutoCloseable {
  // What one step hands to the system: a receiver as fast as the sender would otherwise keep it
  // busy, and the loop waiting, until all is sent.
  private static final long STEP = 1 << 20;

  private final SeekableByteChannel file;
  private final boolean regular;
  private final boolean ours;
  private final long start;
  private final long end;
  private long position;

  private FilePart(
      SeekableByteChannel file, boolean regular, boolean ours, long offset, long count) {
    this.file = file;
    this.regular = regular;
    this.ours = ours;
    this.start = offset;
    this.end = offset + Math.min(count, Long.MAX_VALUE - offset);
    this.position = offset;
  }

  /// Where a part of a file comes from.
  @FunctionalInterface
  public interface Source {
    /// Called when sending begins.
    FilePart open() throws IOException;
  }

  /// The part of a file that `range` names. A file that is given by its path is opened and closed;
  /// an open one stays open, and at the end stands behind what was sent.
  public static Source of(FileRange range) {
    long offset = range.offset();
    long count = range.count();
    SeekableByteChannel open = range.channel();
    if (open != null) {
      return () -> new FilePart(open, open instanceof FileChannel, false, offset, count);
    }
    Path path = Objects.requireNonNull(range.path());
    return () -> {
      boolean regular = Files.isRegularFile(path);
      return new FilePart(
          Files.newByteChannel(path, StandardOpenOption.READ), regular, true, offset, count);
    };
  }

  /// The file as the system can send it, or null if it cannot.
  private @Nullable FileChannel sendable() {
    return regular && file instanceof FileChannel channel ? channel : null;
  }

  /// Whether the system can send it by itself.
  ///
  /// @throws SendfileNotAvailableException if not, and there is no fall-back
  boolean isSendable(boolean fallback) {
    if (sendable() != null) {
      return true;
    }
    if (fallback) {
      return false;
    }
    throw new SendfileNotAvailableException("not a regular file: " + file);
  }

  /// Whether there is something left to send by the system.
  boolean hasMore() throws IOException {
    return position < Math.min(end, file.size());
  }

  /// Has the system send what `target` takes of it at once, within limits.
  long transferTo(WritableByteChannel target) throws IOException {
    FileChannel channel = sendable();
    if (channel == null) {
      throw new IllegalStateException("not a regular file: " + file);
    }
    long sent = channel.transferTo(position, Math.min(STEP, end - position), target);
    position += sent;
    return sent;
  }

  /// Reads what comes next into `target`, which is cleared and flipped; empty at the end.
  void read(ByteBuffer target) throws IOException {
    target.clear();
    if (end - position < target.limit()) {
      target.limit((int) (end - position));
    }
    if (file instanceof FileChannel channel) {
      channel.read(target, position);
    } else {
      file.position(position).read(target);
    }
    target.flip();
  }

  /// What was read has been sent.
  void advance(int count) {
    position += count;
  }

  /// How many bytes were sent.
  long sent() {
    return position - start;
  }

  @Override
  public void close() throws IOException {
    if (ours) {
      file.close();
      return;
    }
    try {
      file.position(position);
    } catch (ClosedChannelException e) {
      // then it has no position
    }
  }
}
