package jasyncio;

import jasyncio.internal.loop.Clock;
import jasyncio.internal.loop.Machine;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.function.Consumer;

/// A clock that moves only when a test says so, while the loop waits for sockets in real time: for
/// tests of sockets and timers together.
final class HeldClock implements Clock {
  private static final long LOOK_MILLIS = 1;

  private long now;

  /// Runs `body` as a program on a loop with this clock.
  void run(Action body) {
    Asyncio.run(
        Coroutine.of(body),
        RunOptions.DEFAULTS.withLoopFactory(
            () -> new SelectorEventLoop(LoopOptions.DEFAULTS, Machine.withClock(this))));
  }

  void advance(Duration time) {
    now += time.toNanos();
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void select(Selector selector, Consumer<SelectionKey> ready, long nanos)
      throws IOException {
    if (nanos == FOREVER) {
      selector.select(ready);
    } else if (nanos <= 0) {
      selector.selectNow(ready);
    } else {
      selector.select(ready, LOOK_MILLIS);
    }
  }
}
