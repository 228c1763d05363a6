package jasyncio.internal.sync;

import jasyncio.Future;

/// A number of places that tasks take and give back, first come, first served.
///
/// A place that is given back goes to who has waited longest before he even goes on, so nobody can
/// come in between. Loop thread only.
public final class Permits {
  private final WaitQueue waiters;

  // negative while more are taken than there are since resize()
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

  /// Whether a place cannot be had at once: none is free, or somebody goes first.
  public boolean locked() {
    return free <= 0 || waiters.isInUse();
  }

  /// Takes a place; suspends the current task until there is one.
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

  /// Places may be free while somebody waits: who came behind one that was woken and had not gone
  /// on had to queue.
  private void handOut() {
    while (free > 0 && waiters.wakeNext()) {
      free--;
    }
  }

  /// Passes a place on to who has waited longest.
  public void give() {
    free++;
    if (free > 0 && waiters.wakeNext()) {
      free--;
    }
  }

  /// Adds places, or takes them away as they are given back.
  public void resize(int more) {
    free += more;
    handOut();
  }

  /// `, waiters=2`, or nothing if nobody waits.
  public String suffix() {
    return waiters.suffix();
  }
}
