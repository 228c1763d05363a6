package jasyncio.internal.tls;

import jasyncio.EventLoop;
import jasyncio.TimerHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A limit on the time of one thing, such as a handshake. Loop thread only.
final class TimeLimit {
  private final EventLoop loop;
  private @Nullable TimerHandle timer;

  TimeLimit(EventLoop loop) {
    this.loop = loop;
  }

  /// Runs `expired` once `limit` has passed, unless the limit is stopped before.
  void start(Duration limit, Runnable expired) {
    stop();
    timer = loop.callLater(limit, expired);
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
