package jasyncio;

import java.util.ArrayDeque;
import java.util.Deque;

/// A number of places that tasks take and give back, first come, first served. Loop thread only.
final class Slots {
  private final SelectorEventLoop loop;
  private final Deque<Future<Void>> waiters = new ArrayDeque<>();
  private int free;

  Slots(SelectorEventLoop loop, int count) {
    this.loop = loop;
    this.free = count;
  }

  /// Waits for a place.
  void take() {
    if (free > 0) {
      free--;
      return;
    }
    Future<Void> turn = new Future<>(loop);
    waiters.add(turn);
    try {
      Asyncio.await(turn);
    } catch (CancelledError e) {
      giveBackWhatCameTooLate(turn);
      throw e;
    }
  }

  private void giveBackWhatCameTooLate(Future<Void> turn) {
    if (!waiters.remove(turn) && !turn.cancelled()) {
      give();
    }
  }

  /// Passes a place on to who has waited longest.
  void give() {
    for (Future<Void> turn; (turn = waiters.poll()) != null; ) {
      if (!turn.done()) {
        turn.complete(Nothing.VALUE);
        return;
      }
    }
    free++;
  }
}
