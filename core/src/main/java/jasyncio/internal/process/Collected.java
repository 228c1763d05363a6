package jasyncio.internal.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A collection of bytes whose number shows only at the end, kept outside of the heap: the heap
/// only gets the array that they become, at its final size, and never a second copy.
///
/// Belongs to the thread that made it.
public final class Collected implements AutoCloseable {
  private static final int SMALLEST = 64 * 1024;
  private static final int LARGEST = 4 * 1024 * 1024;

  private final Arena arena = Arena.ofConfined();
  private final List<MemorySegment> full = new ArrayList<>();
  private MemorySegment last = arena.allocate(SMALLEST);
  private int used; // of the last
  private long size;

  void add(byte[] data) {
    for (int start = 0; start < data.length; ) {
      int count = (int) Math.min(data.length - start, last.byteSize() - used);
      MemorySegment.copy(data, start, last, ValueLayout.JAVA_BYTE, used, count);
      used += count;
      start += count;
      if (used == last.byteSize()) {
        full.add(last);
        last = arena.allocate(Math.min(2 * last.byteSize(), LARGEST));
        used = 0;
      }
    }
    size += data.length;
  }

  /// @throws OutOfMemoryError if they are more than an array can hold
  byte[] toByteArray() {
    if (size > Integer.MAX_VALUE - 8) {
      throw new OutOfMemoryError(size + " bytes, more than an array can hold");
    }
    byte[] all = new byte[(int) size];
    int at = 0;
    for (MemorySegment segment : full) {
      at = copy(segment, (int) segment.byteSize(), all, at);
    }
    copy(last, used, all, at);
    return all;
  }

  private static int copy(MemorySegment segment, int count, byte[] target, int at) {
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, target, at, count);
    return at + count;
  }

  @Override
  public void close() {
    arena.close();
  }
}
