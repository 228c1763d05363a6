package jasyncio.internal.loop;

import jasyncio.internal.base.FirstFailure;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Steps on their way to the loop from other threads: a stack without locks, which the loop takes
/// as a whole and hands out in portions, so that threads that send without pause keep neither
/// timers nor channels from their turn.
public final class Arrivals {
  private static final Arrival CLOSED = new Arrival(Step.NOTHING);

  private static final class Arrival {
    private final Step step;
    private @Nullable Arrival below;

    Arrival(Step step) {
      this.step = step;
    }
  }

  // any thread puts one on top; only the loop thread takes them
  private final AtomicReference<@Nullable Arrival> top = new AtomicReference<>();

  // taken from the stack and not handed out yet, first one first; the loop thread's own
  private @Nullable Arrival taken;

  private final Runnable wakeUp;

  /// @param wakeUp ends the wait of the loop, from any thread
  Arrivals(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /// A step that shows which thread it came from, for a loop that is observed.
  static final class Sent extends Step {
    final Step step;
    final Thread by = Thread.currentThread();

    Sent(Step step) {
      this.step = step;
    }

    @Override
    public void run() {
      step.run();
    }

    @Override
    public void dropped() {
      step.dropped();
    }
  }

  /// Adds a step; once the loop is closed, it is dropped. Any thread.
  void add(Step step) {
    Arrival arrival = new Arrival(step);
    Arrival below;
    do {
      below = top.get();
      if (below == CLOSED) {
        step.dropped();
        return;
      }
      arrival.below = below;
    } while (!top.compareAndSet(below, arrival));
    // A step above another needs no wakeup of its own: that of the lowest is still to come, or the
    // loop, which takes all at once, is about to find both.
    if (below == null) {
      wakeUp.run();
    }
  }

  /// Loop thread only. The answer may be outdated by an arrival, whose wakeup then ends the wait
  /// that follows.
  boolean isEmpty() {
    return taken == null && !areUntaken();
  }

  /// Tells whether steps have arrived that the loop has not taken yet. Any thread.
  boolean areUntaken() {
    Arrival top = this.top.get();
    return top != null && top != CLOSED;
  }

  /// Hands at most `most` of the steps that have arrived to `ready`, in the order of their arrival,
  /// and returns their number. Loop thread only.
  int drainTo(Consumer<? super Step> ready, int most) {
    int count = 0;
    while (count < most && !isEmpty()) {
      ready.accept(next());
      count++;
    }
    return count;
  }

  /// The first of those that are there.
  private Step next() {
    Arrival first = taken != null ? taken : reversed(top.getAndSet(null));
    taken = first.below;
    return first.step;
  }

  private static Arrival reversed(@Nullable Arrival top) {
    Arrival bottom = Objects.requireNonNull(top);
    Arrival above = null;
    while (true) {
      Arrival below = bottom.below;
      bottom.below = above;
      if (below == null) {
        return bottom;
      }
      above = bottom;
      bottom = below;
    }
  }

  /// Drops the steps that have arrived, and all later ones. Loop thread only, when the loop closes.
  void close() {
    Arrival arrived = top.getAndSet(CLOSED);
    FirstFailure failure = new FirstFailure();
    for (Arrival each = taken; each != null; each = each.below) {
      failure.run(each.step::dropped);
    }
    taken = null;
    if (arrived != null && arrived != CLOSED) {
      for (Arrival each = reversed(arrived); each != null; each = each.below) {
        failure.run(each.step::dropped);
      }
    }
    failure.throwIfAny();
  }
}
