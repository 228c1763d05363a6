package jasyncio.internal.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A queue of bytes that have arrived and were not read yet, in one array. Loop thread only.
///
/// Most streams take turns: a message comes in as one array and is read as a whole. So an empty
/// buffer adopts the array it is given, and gives it away again if all of it is wanted; only bytes
/// that are cut or joined are copied.
public final class StreamBuffer {
  /// The longest line of a stream whose program sets no limit. The value is asyncio's.
  public static final int DEFAULT_LIMIT = 64 * 1024;

  private static final byte[] NONE = {};

  private byte[] bytes = NONE;
  private int start;
  private int end;

  public int size() {
    return end - start;
  }

  /// The byte at `index`, counted from the first.
  public byte get(int index) {
    return bytes[start + index];
  }

  public boolean isEmpty() {
    return start == end;
  }

  /// Appends `data`, whose array now belongs to the buffer.
  ///
  /// @param wanted how many bytes a task waits for, so that these can become one array of this
  ///   size; 0 if that is not known
  public void add(byte[] data, int wanted) {
    if (isEmpty()) {
      bytes = data;
      start = 0;
      end = data.length;
      return;
    }
    makeRoom(data.length, wanted);
    System.arraycopy(data, 0, bytes, end, data.length);
    end += data.length;
  }

  /// Puts `data` before the first byte; the array now belongs to the buffer.
  public void addFirst(byte[] data) {
    if (data.length > 0) {
      byte[] rest = takeAll();
      add(data, 0);
      if (rest.length > 0) {
        add(rest, data.length + rest.length);
      }
    }
  }

  private void makeRoom(int count, int wanted) {
    int size = size();
    int needed = Math.addExact(size, count);
    if (bytes.length - end >= count) {
      return;
    }
    // Moving to the front instead of growing is worth it only if it makes room for as much again,
    // else a reader that is a little behind would have everything moved each time.
    byte[] target = needed <= bytes.length / 2 ? bytes : new byte[capacity(needed, wanted)];
    System.arraycopy(bytes, start, target, 0, size);
    bytes = target;
    start = 0;
    end = size;
  }

  /// The capacity to grow to: twice the need, but no more than is wanted. All that is wanted is not
  /// allocated at once, since the number may come from the peer, which has yet to send the bytes.
  private static int capacity(int needed, int wanted) {
    int doubled = (int) Math.min(needed * 2L, Integer.MAX_VALUE - 8);
    return needed <= wanted ? Math.min(doubled, wanted) : doubled;
  }

  /// Removes the first `count` bytes and gives them.
  public byte[] take(int count) {
    byte[] taken =
        start == 0 && count == bytes.length
            ? bytes
            : Arrays.copyOfRange(bytes, start, start + count);
    drop(count);
    return taken;
  }

  /// Moves as many bytes to `target` as it has room for.
  public int take(ByteBuffer target) {
    int count = Math.min(size(), target.remaining());
    target.put(bytes, start, count);
    drop(count);
    return count;
  }

  public byte[] takeAll() {
    return take(size());
  }

  /// Removes the first `count` bytes.
  public void drop(int count) {
    start += count;
    if (isEmpty()) {
      bytes = NONE;
      start = 0;
      end = 0;
    }
  }

  /// The index at which `separator` first begins, `from` or higher; -1 if there is none.
  public int indexOf(byte[] separator, int from) {
    int last = end - separator.length;
    byte first = separator[0];
    for (int i = start + from; i <= last; i++) {
      if (bytes[i] == first && matches(separator, i)) {
        return i - start;
      }
    }
    return -1;
  }

  private boolean matches(byte[] separator, int at) {
    for (int i = 1; i < separator.length; i++) {
      if (bytes[at + i] != separator[i]) {
        return false;
      }
    }
    return true;
  }
}
