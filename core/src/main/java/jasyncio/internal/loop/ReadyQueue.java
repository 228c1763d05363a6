package jasyncio.internal.loop;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Steps in the order in which they will run. Loop thread only.
public final class ReadyQueue {
  // A scheduler looks no further: with thousands of steps, each look would cost as much as a turn.
  private static final int MOST_CHOICES = 64;

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

  /// Takes out the step that `scheduler` chooses among those at the head of their lanes.
  Step take(StepChooser scheduler) {
    int[] heads = new int[Math.min(size, MOST_CHOICES)];
    int count = 0;
    Set<Step.Lane> taken = EnumSet.noneOf(Step.Lane.class);
    for (int i = 0; i < heads.length; i++) {
      Step.Lane lane = at(i).lane(scheduler.freesTasks());
      if (lane == Step.Lane.OWN || taken.add(lane)) {
        heads[count++] = i;
      }
    }
    return remove(heads[scheduler.choose(count)]);
  }

  /// Takes out the step that is `index`th in order; those before it move up.
  private Step remove(int index) {
    Step step = at(index);
    for (int i = index; i > 0; i--) {
      ring[(head + i) & (ring.length - 1)] = at(i - 1);
    }
    ring[head] = step;
    return take();
  }

  @SuppressWarnings("NullAway") // as above
  private Step at(int index) {
    return ring[(head + index) & (ring.length - 1)];
  }

  /// Replaces `step`, if it is queued, by a step that does nothing.
  void withdraw(Step step) {
    for (int i = 0; i < ring.length; i++) {
      if (ring[i] == step) {
        ring[i] = Step.NOTHING;
      }
    }
  }

  /// Drops all steps, when the loop closes.
  void clear() {
    while (size > 0) {
      take().dropped();
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
