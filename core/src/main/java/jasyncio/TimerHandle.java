package jasyncio;

/// A callback that a loop has been asked to run at a certain time. Mirrors `asyncio.TimerHandle`.
public final class TimerHandle extends Handle {
  private final long when;

  // tells apart timers due at the same instant
  private final long number;

  // whether it is in the loop's heap
  boolean scheduled;

  TimerHandle(SelectorEventLoop loop, Runnable callback, Context context, long when, long number) {
    super(loop, callback, context);
    this.when = when;
    this.number = number;
  }

  /// When the callback is due, on the loop's clock ([EventLoop#time()], nanoseconds). Mirrors
  /// `TimerHandle.when`.
  public long when() {
    return when;
  }

  @Override
  Lane lane(boolean freesTasks) {
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

  /// Whether this timer is due before `other`.
  boolean before(TimerHandle other) {
    // the difference, since the clock's origin is arbitrary and its values may wrap around
    long ahead = when - other.when;
    return ahead != 0 ? ahead < 0 : number - other.number < 0;
  }

  @Override
  public String toString() {
    return "TimerHandle[" + state() + ", when=" + when + "]";
  }
}
