package jasyncio.internal.loop;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Steps on their way to the loop from other threads.
public final class Arrivals {
  // any thread adds; only the loop thread takes
  private final ConcurrentLinkedQueue<Step> queue = new ConcurrentLinkedQueue<>();

  // true while a wakeup is owed to the loop, so that a burst of arrivals costs one system call
  private final AtomicBoolean wakeupPending = new AtomicBoolean();

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
  }

  /// Any thread.
  void add(Step step) {
    queue.add(step);
    if (wakeupPending.compareAndSet(false, true)) {
      wakeUp.run();
    }
  }

  /// Any thread; the loop's own answer may be outdated by an arrival, whose wakeup then ends the
  /// wait that follows.
  boolean isEmpty() {
    return queue.isEmpty();
  }

  /// Hands what has arrived to `ready`. Loop thread only.
  void drainTo(Consumer<? super Step> ready) {
    // A step may lie in the queue before its wakeup is pending; that wakeup is still to come.
    // Looking at the queue instead would leave the mark set after a step was taken before its
    // wakeup, and the next arrival would send none.
    if (!wakeupPending.get()) {
      return;
    }
    // Cleared before taking: an arrival after the last poll then sends a wakeup of its own. Cleared
    // afterwards, it could lie in the queue until some other event.
    wakeupPending.set(false);
    for (Step step; (step = queue.poll()) != null; ) {
      ready.accept(step);
    }
  }

  /// Loop thread only, when the loop closes.
  void clear() {
    queue.clear();
  }
}
