package jasyncio.internal.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Timers by due time, and by age among equals. Loop thread only.
///
/// A cancelled timer stays where it is until it reaches the top, or until such timers are the
/// greater part of more than a hundred (asyncio's figures): cancelling then costs constant time,
/// and the heap is at most twice as large as needed.
public final class TimerHeap {
  private static final int MIN_SIZE_TO_PURGE = 100;

  private @Nullable Timer[] heap = new Timer[16];
  private int size;
  private int cancelled;

  /// The timer due first, or null. Drops cancelled ones on the way; the loop asks in every turn.
  @Nullable Timer peek() {
    if (size > MIN_SIZE_TO_PURGE && cancelled > size / 2) {
      purge();
    }
    while (size > 0) {
      Timer first = at(0);
      if (!first.cancelled()) {
        return first;
      }
      take();
      cancelled--;
    }
    return null;
  }

  private void purge() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      Timer timer = at(i);
      if (!timer.cancelled()) {
        heap[kept++] = timer;
      }
    }
    Arrays.fill(heap, kept, size, null);
    size = kept;
    cancelled = 0;
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i, at(i));
    }
  }

  int size() {
    return size;
  }

  /// The number of timers that are not cancelled.
  int live() {
    return size - cancelled;
  }

  void add(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(size++, timer);
  }

  /// Takes out the timer due first. The heap must not be empty.
  Timer take() {
    Timer first = at(0);
    Timer last = at(--size);
    heap[size] = null;
    if (size > 0) {
      siftDown(0, last);
    }
    return first;
  }

  /// A timer in this heap was cancelled.
  void noteCancelled() {
    cancelled++;
  }

  void clear() {
    Arrays.fill(heap, 0, size, null);
    size = 0;
    cancelled = 0;
  }

  private void siftUp(int hole, Timer timer) {
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      Timer above = at(parent);
      if (!timer.before(above)) {
        break;
      }
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = timer;
  }

  private void siftDown(int hole, Timer timer) {
    int firstLeaf = size >>> 1;
    while (hole < firstLeaf) {
      int child = 2 * hole + 1;
      if (child + 1 < size && at(child + 1).before(at(child))) {
        child++;
      }
      Timer below = at(child);
      if (!below.before(timer)) {
        break;
      }
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = timer;
  }

  @SuppressWarnings("NullAway") // below `size` there is a timer everywhere
  private Timer at(int index) {
    return heap[index];
  }
}
