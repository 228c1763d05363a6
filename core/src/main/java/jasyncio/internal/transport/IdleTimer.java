package jasyncio.internal.transport;

import jasyncio.EventLoop;
import jasyncio.TimerHandle;
import jasyncio.internal.base.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A timer that expires once nothing has happened for some time. Loop thread only.
///
/// An event only notes its time, since events are many; the timer reads that time when it is due,
/// and sets itself anew if it was too early.
public final class IdleTimer {
  private final EventLoop loop;
  private final long limitNanos;
  private final Runnable expired;
  private long lastEvent;
  private TimerHandle timer;

  /// Runs `expired` once, when there was no [#touch] for `limit`.
  public IdleTimer(EventLoop loop, Duration limit, Runnable expired) {
    this.loop = loop;
    this.limitNanos = Durations.nanos(limit);
    this.expired = expired;
    this.lastEvent = loop.time();
    this.timer = loop.callAt(due(), this::check);
  }

  /// Notes that something happened, for `timer` if there is one.
  public static void touch(@Nullable IdleTimer timer) {
    if (timer != null) {
      timer.lastEvent = timer.loop.time();
    }
  }

  /// Ends `timer`, if there is one, without a call of `expired`.
  public static void stop(@Nullable IdleTimer timer) {
    if (timer != null) {
      timer.timer.cancel();
    }
  }

  private long due() {
    return lastEvent + limitNanos;
  }

  private void check() {
    if (loop.time() - due() >= 0) {
      expired.run();
    } else {
      timer = loop.callAt(due(), this::check);
    }
  }
}
