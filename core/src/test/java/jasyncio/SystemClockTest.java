package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.internal.loop.Clock;
import jasyncio.internal.loop.Machine;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A loop on the machine's clock. Behaviour that does not need real time is tested on
/// [SkippingClock].
class SystemClockTest {

  /// The machine's clock, which counts how often the loop waits.
  private static final class CountingClock implements Clock {
    private int waits;

    @Override
    public long nanos() {
      return SYSTEM.nanos();
    }

    @Override
    public void select(Selector selector, Consumer<SelectionKey> ready, long nanos)
        throws IOException {
      waits++;
      SYSTEM.select(selector, ready, nanos);
    }
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_timeout_rounding")
  void doesNotSpinForTinySleeps() {
    CountingClock clock = new CountingClock();
    EventLoop loop = new SelectorEventLoop(LoopOptions.DEFAULTS, Machine.withClock(clock));

    try (loop) {
      loop.runUntilComplete(
          Coroutine.of(() -> {
            for (double delay : new double[] {1e-2, 1e-4, 1e-6, 1e-8, 1e-10}) {
              await(sleep(seconds(delay)));
            }
          }));
    }

    assertThat(clock.waits).isLessThanOrEqualTo(20);
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_run_until_complete",
    "test_base_events.BaseEventLoopTests.test_time_and_call_at"
  })
  void neverWakesBeforeTheDelayHasPassed() {
    try (EventLoop loop = Asyncio.newEventLoop()) {
      long start = loop.time();

      loop.runUntilComplete(sleep(seconds(0.005)));

      assertThat(loop.time() - start).isGreaterThanOrEqualTo(seconds(0.005).toNanos());
    }
  }
}
