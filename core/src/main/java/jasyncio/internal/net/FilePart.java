package jasyncio.internal.net;

import jasyncio.FileRange;
import jasyncio.SendfileNotAvailableException;
import jasyncio.internal.loop.OutsideTask;
import jasyncio.internal.transport.ChannelErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The part of a file that is being sent. Loop thread only.
public final class FilePart implements AutoCloseable {
  // The bytes that one step hands to the system: with a receiver that is as fast, one step would
  // otherwise not end before all is sent, and the loop would wait.
  private static final long STEP = 1 << 20;

  private final String name;
  private final SeekableByteChannel file;
  private final boolean regular;
  private final boolean ours;
  private final long start;

  // the position of the file when this began
  private final long positionBefore;

  // less than the caller wanted, once the file has shown to be shorter
  private long end;
  private long position;

  // true if the last step sent nothing: the target is full, or the file is at its end
  private boolean stalled;

  // true once sending has begun, and was not refused
  private boolean begun;

  private FilePart(
      String name, SeekableByteChannel file, boolean regular, boolean ours, long offset, long count)
      throws IOException {
    this.name = name;
    this.file = file;
    this.regular = regular;
    this.ours = ours;
    this.start = offset;
    this.positionBefore = file.position();
    this.end = offset + Math.min(count, Long.MAX_VALUE - offset);
    this.position = offset;
  }

  /// A file to be opened, or that is open.
  @FunctionalInterface
  public interface Source {
    /// Opens the file. Called when sending begins.
    ///
    /// @throws UncheckedIOException that names the file, if it cannot be opened
    FilePart open();
  }

  /// The part of a file that `range` names. A file that is given by its path is opened and closed;
  /// an open one stays open, and its position is moved behind the bytes that were sent. If the
  /// sending is refused, it stays.
  public static Source of(FileRange range) {
    SeekableByteChannel open = range.channel();
    return open != null
        ? ofChannel(range, open)
        : ofPath(range, Objects.requireNonNull(range.path()));
  }

  private static Source ofChannel(FileRange range, SeekableByteChannel file) {
    String name = file instanceof FileChannel ? "a file" : file.toString();
    return () -> {
      try {
        return new FilePart(
            name, file, file instanceof FileChannel, false, range.offset(), range.count());
      } catch (IOException e) {
        throw unreadable(name, e);
      }
    };
  }

  private static Source ofPath(FileRange range, Path path) {
    String name = path.toString();
    return () -> {
      boolean regular = OutsideTask.call(() -> Files.isRegularFile(path));
      try {
        return new FilePart(
            name,
            OutsideTask.call(() -> Files.newByteChannel(path, StandardOpenOption.READ)),
            regular,
            true,
            range.offset(),
            range.count());
      } catch (IOException e) {
        throw unreadable(name, e);
      }
    };
  }

  private static UncheckedIOException unreadable(String name, IOException cause) {
    String reason =
        cause instanceof NoSuchFileException ? "no such file" : ChannelErrors.reason(cause);
    return new UncheckedIOException("cannot send the file " + name + ": " + reason, cause);
  }

  /// The file as the system can send it, or null if it cannot.
  private @Nullable FileChannel sendable() {
    return regular && file instanceof FileChannel channel ? channel : null;
  }

  /// Tells whether the system can send it by itself.
  ///
  /// @throws SendfileNotAvailableException if not, and there is no fall-back
  boolean isSendable(boolean fallback) {
    if (sendable() != null) {
      return true;
    }
    if (fallback) {
      return false;
    }
    throw refusal("not a regular file: " + name, null);
  }

  /// The exception for a file that the system cannot send, if there is no fall-back. With that, the
  /// position of the file stays.
  SendfileNotAvailableException refusal(String message, @Nullable Throwable cause) {
    begun = false;
    var refusal = new SendfileNotAvailableException(message);
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }

  /// Tells whether there is something left to send by the system. The size of a file does not tell
  /// it: those of sysfs and procfs have 4096 and 0, and any file may be cut while it is sent.
  boolean hasMore() throws IOException {
    begun = true;
    if (position < end && (stalled || position >= file.size()) && isAtEnd()) {
      end = position;
    }
    return position < end;
  }

  private boolean isAtEnd() throws IOException {
    return channel().read(ByteBuffer.allocate(1), position) < 0;
  }

  /// Has the system send what `target` takes of it at once, within limits.
  long transferTo(WritableByteChannel target) throws IOException {
    long sent = channel().transferTo(position, Math.min(STEP, end - position), target);
    position += sent;
    stalled = sent == 0;
    return sent;
  }

  private FileChannel channel() {
    FileChannel channel = sendable();
    if (channel == null) {
      throw new IllegalStateException("not a regular file: " + name);
    }
    return channel;
  }

  /// Tells whether the bytes of the next step can be read. If so, a failure to send them is not the
  /// file's.
  boolean isReadable() {
    try {
      channel().read(ByteBuffer.allocate((int) STEP), position);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Tells whether copying may help after a failure to send: nothing was sent, and the file can be
  /// read. The system cannot send all files that it can read.
  ///
  /// @throws SendfileNotAvailableException if it may, but there is no fall-back
  boolean isCopyable(IOException failure, boolean fallback) {
    if (position > start || !isReadable()) {
      return false;
    }
    if (fallback) {
      return true;
    }
    throw refusal("the system cannot send " + name + ": " + ChannelErrors.reason(failure), failure);
  }

  /// Reads what comes next into `target`, which is cleared and flipped; empty at the end.
  void read(ByteBuffer target) throws IOException {
    begun = true;
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

  /// Counts bytes that were read as sent.
  void advance(int count) {
    position += count;
  }

  /// The number of bytes that were sent.
  long sent() {
    return position - start;
  }

  /// The file in messages.
  String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    if (ours) {
      file.close();
      return;
    }
    try {
      file.position(begun ? position : positionBefore);
    } catch (ClosedChannelException e) {
      // then it has no position
    }
  }
}
