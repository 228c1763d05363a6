package jasyncio;

import jasyncio.internal.loop.Clock;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A clock that stands still while something can run and then jumps to the next timer, so that no
/// test waits in real time.
///
/// It is a plain clock for tests of the loop itself; the testkit's `VirtualClock` belongs to a
/// whole simulation. It knows nothing of threads and sockets that are still busy: a loop that waits
/// for those with a timer set finds the timer due at once. Without a timer it waits for them.
public final class SkippingClock implements Clock {
  private final List<Duration> waits = new ArrayList<>();
  private long now;

  public SkippingClock() {}

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void select(Selector selector, Consumer<SelectionKey> ready, long nanos)
      throws IOException {
    if (nanos == FOREVER) {
      selector.select(ready);
    } else if (selector.selectNow(ready) == 0) {
      if (nanos > 0) {
        waits.add(Duration.ofNanos(nanos));
      }
      now += nanos;
    }
  }

  /// The waits for a timer so far, in full length.
  List<Duration> waits() {
    return List.copyOf(waits);
  }

  /// Lets time pass while something runs, as during a slow callback.
  public void advance(Duration time) {
    now += time.toNanos();
  }
}
