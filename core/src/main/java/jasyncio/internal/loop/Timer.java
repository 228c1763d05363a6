package jasyncio.internal.loop;

import jasyncio.Context;
import jasyncio.TimerHandle;

/// A callback with a time, in a loop's [TimerHeap] until it is due. See [TimerHandle].
public final class Timer extends Callback implements TimerHandle {
  private final long when;

  // the order of timers that are due at the same instant
  private final long number;

  // whether it is in the loop's heap
  boolean scheduled;

  Timer(Loop loop, Runnable callback, Context context, long when, long number) {
    super(loop, callback, context);
    this.when = when;
    this.number = number;
  }

  @Override
  public long when() {
    return when;
  }

  @Override
  public Lane lane(boolean freesTasks) {
    return Lane.OWN;
  }

  @Override
  public void cancel() {
    if (!cancelled()) {
      super.cancel();
      if (scheduled) {
        loop.timerCancelled();
      }
    }
  }

  /// Returns whether this timer is due before `other`.
  boolean before(Timer other) {
    // the difference, since the clock's origin is arbitrary and its values may wrap around
    long ahead = when - other.when;
    return ahead != 0 ? ahead < 0 : number - other.number < 0;
  }

  @Override
  public String toString() {
    return "TimerHandle[" + state() + ", when=" + when + "]";
  }
}
