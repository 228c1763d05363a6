package jasyncio;

import org.jspecify.annotations.Nullable;

/// Steps in the order in which they will run. Loop thread only.
final class ReadyQueue {
  // a ring; its length is a power of two
  private @Nullable Step[] ring = new Step[64];
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(Step step) {
    if (size == ring.length) {
      grow();
    }
    ring[(head + size++) & (ring.length - 1)] = step;
  }

  /// Takes the first step out.
  @SuppressWarnings("NullAway") // the ring holds a step wherever `size` says so
  Step take() {
    Step first = ring[head];
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    return first;
  }

  /// Has nothing run in the place of `step`, should it be here.
  void withdraw(Step step) {
    for (int i = 0; i < ring.length; i++) {
      if (ring[i] == step) {
        ring[i] = Step.NOTHING;
      }
    }
  }

  void clear() {
    while (size > 0) {
      take();
    }
  }

  private void grow() {
    @Nullable Step[] larger = new Step[ring.length * 2];
    int tail = ring.length - head;
    System.arraycopy(ring, head, larger, 0, tail);
    System.arraycopy(ring, 0, larger, tail, head);
    ring = larger;
    head = 0;
  }
}
