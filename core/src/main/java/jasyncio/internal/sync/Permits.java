package jasyncio.internal.sync;

import jasyncio.Future;

/// A count of permits that tasks take and give back, first come, first served.
///
/// A permit that is given back passes to the task that has waited longest, before that task has
/// resumed, so that no other task can take it in between. Loop thread only.
public final class Permits {
  private final WaitQueue waiters;

  // negative while more permits are taken than resize() has left
  private int free;

  public Permits(WaitQueue waiters, int count) {
    this.waiters = waiters;
    this.free = count;
  }

  public int free() {
    return free;
  }

  public int waiting() {
    return waiters.size();
  }

  /// Returns whether a task would have to wait for a permit: none is free, or another task is ahead
  /// of it.
  public boolean locked() {
    return free <= 0 || waiters.isInUse();
  }

  /// Takes a permit; suspends the current task until there is one.
  public void take() {
    if (locked()) {
      awaitTurn();
    } else {
      free--;
    }
  }

  private void awaitTurn() {
    Future<WaitQueue> turn = waiters.newTurn();
    try {
      waiters.await(turn);
    } catch (Throwable t) {
      if (WaitQueue.came(turn)) {
        free++;
      }
      throw t;
    } finally {
      handOut();
    }
  }

  /// Gives free permits to waiting tasks. A permit can be free while tasks wait: a task that
  /// arrives while another is woken but has not resumed must queue behind it.
  private void handOut() {
    while (free > 0 && waiters.wakeNext()) {
      free--;
    }
  }

  /// Gives a permit back; it passes to the task that has waited longest.
  public void give() {
    free++;
    if (free > 0 && waiters.wakeNext()) {
      free--;
    }
  }

  /// Adds permits; a negative `more` removes as many, at the latest when they are given back.
  public void resize(int more) {
    free += more;
    handOut();
  }

  /// The text `, waiters=2`, or an empty text if no task waits.
  public String suffix() {
    return waiters.suffix();
  }
}
