package jasyncio.internal.stream;

import jasyncio.LimitOverrunException;
import java.util.List;

/// One or more byte sequences, each of which ends a message. Immutable.
public final class Separators {
  static final Separators NEWLINE = new Separators(new byte[][] {{'\n'}});

  private final byte[][] separators;
  private final int longest;

  private Separators(byte[][] separators) {
    this.separators = separators;
    int longest = 0;
    for (byte[] separator : separators) {
      longest = Math.max(longest, separator.length);
    }
    this.longest = longest;
  }

  /// The separators of a read, whose arrays must not change any more.
  ///
  /// @throws IllegalArgumentException if there is no separator, or an empty one
  public static Separators of(List<byte[]> separators) {
    if (separators.isEmpty()) {
      throw new IllegalArgumentException("readUntil() needs a separator");
    }
    for (byte[] separator : separators) {
      if (separator.length == 0) {
        throw new IllegalArgumentException("separator of no bytes");
      }
    }
    return new Separators(separators.toArray(byte[][]::new));
  }

  /// The position after the separator that is complete first; -1 if there is none. Of two that end
  /// at the same byte, the shorter one counts.
  ///
  /// @param from no separator begins before this position
  /// @param stream the stream to describe in an error
  /// @throws LimitOverrunException if more than `limit` bytes come before the separator
  int findEnd(StreamBuffer buffer, int from, int limit, Object stream) {
    int start = -1;
    int end = -1;
    for (byte[] separator : separators) {
      int at = buffer.indexOf(separator, from);
      int atEnd = at + separator.length;
      if (at >= 0 && (end < 0 || atEnd < end || (atEnd == end && at > start))) {
        start = at;
        end = atEnd;
      }
    }
    if (start > limit) {
      throw new LimitOverrunException(
          "%s bytes before the separator, more than the limit of %s: %s"
              .formatted(start, limit, stream),
          start);
    }
    return end;
  }

  /// The first position at which a separator may still begin, after `size` bytes without one.
  int firstPossible(int size) {
    return Math.max(0, size + 1 - longest);
  }
}
