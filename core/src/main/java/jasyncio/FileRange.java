package jasyncio;

import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A part of a file that is to be sent, by [EventLoop#sendfile(WriteTransport, FileRange)] or
/// [EventLoop#sockSendfile(java.nio.channels.SocketChannel, FileRange)]. Immutable.
///
/// Holds the arguments `file`, `offset` and `count` of `loop.sendfile`. A file that is given by its
/// path is opened for each sending and closed after it. An open file stays open, and stands behind
/// what was sent, also after a failure.
public final class FileRange {
  // exactly one of these two
  private final @Nullable Path path;
  private final @Nullable SeekableByteChannel channel;

  private final long offset;
  private final long count;

  private FileRange(
      @Nullable Path path, @Nullable SeekableByteChannel channel, long offset, long count) {
    this.path = path;
    this.channel = channel;
    this.offset = offset;
    this.count = count;
    check();
  }

  private void check() {
    if (offset < 0) {
      throw new IllegalArgumentException("offset must be a non-negative integer: " + offset);
    }
    if (count <= 0) {
      throw new IllegalArgumentException("count must be a positive integer: " + count);
    }
    if (count != Long.MAX_VALUE && offset > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "offset + count > Long.MAX_VALUE: %s + %s; for all to the end, the count is Long.MAX_VALUE"
              .formatted(offset, count));
    }
  }

  /// All of the file at `file`.
  public static FileRange of(Path file) {
    return of(file, 0, Long.MAX_VALUE);
  }

  /// A part of the file at `file`.
  ///
  /// @param offset the first byte to send
  /// @param count the number of bytes to send at most; `Long.MAX_VALUE` for all to the end
  /// @throws IllegalArgumentException if `offset` is negative, `count` not positive, or their sum
  ///   too large
  public static FileRange of(Path file, long offset, long count) {
    return new FileRange(Objects.requireNonNull(file, "file"), null, offset, count);
  }

  /// All of an open file.
  public static FileRange of(SeekableByteChannel file) {
    return of(file, 0, Long.MAX_VALUE);
  }

  /// A part of an open file.
  ///
  /// @param offset the first byte to send, wherever the file stands
  /// @param count the number of bytes to send at most; `Long.MAX_VALUE` for all to the end
  /// @throws IllegalArgumentException if `offset` is negative, `count` not positive, or their sum
  ///   too large
  public static FileRange of(SeekableByteChannel file, long offset, long count) {
    return new FileRange(null, Objects.requireNonNull(file, "file"), offset, count);
  }

  /// The path of the file; null for a file that is open.
  public @Nullable Path path() {
    return path;
  }

  /// The open file; null if it is given by its path.
  public @Nullable SeekableByteChannel channel() {
    return channel;
  }

  /// The first byte to send.
  public long offset() {
    return offset;
  }

  /// The number of bytes to send at most; `Long.MAX_VALUE` for all to the end.
  public long count() {
    return count;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileRange that
        && Objects.equals(path, that.path)
        && Objects.equals(channel, that.channel)
        && offset == that.offset
        && count == that.count;
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, channel, offset, count);
  }

  @Override
  public String toString() {
    String until = count == Long.MAX_VALUE ? "the end" : String.valueOf(offset + count);
    return "FileRange[" + (path != null ? path : channel) + ", " + offset + " to " + until + "]";
  }
}
