package jasyncio.internal.transport;

import jasyncio.EventLoop;
import jasyncio.TimerHandle;
import java.time.Duration;

/// Notices when nothing has happened for some time. Loop thread only.
///
/// What happens only notes its time, as it happens often; the timer looks at that when it is due,
/// and sets itself anew if it was too early.
public final class IdleTimer {
  private final EventLoop loop;
  private final long limitNanos;
  private final Runnable expired;
  private long lastEvent;
  private TimerHandle timer;

  /// Runs `expired` once, when there was no [#touch()] for `limit`.
  public IdleTimer(EventLoop loop, Duration limit, Runnable expired) {
    this.loop = loop;
    this.limitNanos = limit.toNanos();
    this.expired = expired;
    this.lastEvent = loop.time();
    this.timer = loop.callAt(due(), this::check);
  }

  /// Something happened.
  public void touch() {
    lastEvent = loop.time();
  }

  public void stop() {
    timer.cancel();
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
