package jasyncio.internal.loop;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/// A loop's source of time, and its way to wait while it has nothing to run.
public interface Clock {

  /// The wait of a loop that has no timer set.
  long FOREVER = Long.MAX_VALUE;

  /// The time in nanoseconds, from an arbitrary origin; never goes back.
  long nanos();

  /// Waits until a channel is ready, the selector is woken up, or `nanos` have passed on this
  /// clock; hands the ready keys to `ready`. Zero does not wait.
  void select(Selector selector, Consumer<SelectionKey> ready, long nanos) throws IOException;

  /// The machine's clock.
  Clock SYSTEM =
      new Clock() {
        private static final long NANOS_PER_MILLI = 1_000_000;

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void select(Selector selector, Consumer<SelectionKey> ready, long nanos)
            throws IOException {
          if (nanos <= 0) {
            selector.selectNow(ready);
          } else if (nanos == FOREVER) {
            selector.select(ready);
          } else {
            // rounded up; otherwise the loop would spin through the last millisecond before a timer
            selector.select(ready, (nanos - 1) / NANOS_PER_MILLI + 1);
          }
        }
      };
}
