package jasyncio.test.examples;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Coroutine;
import jasyncio.test.AsyncTest;
import jasyncio.test.Explorer;
import jasyncio.test.SimulationOptions;
import jasyncio.test.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  static final class RateLimiter {
    private long next;

    Coroutine<Void> acquire() {
      return Coroutine.of(() -> {
        long now = getRunningLoop().time();
        long mine = Math.max(now, next);
        next = mine + INTERVAL.toNanos(); // before the await, so that no other task takes this turn
        await(sleep(Duration.ofNanos(mine - now)));
      });
    }
  }

  @AsyncTest(seeds = 1_000)
  void callsKeepTheirDistance(VirtualClock clock) {
    var limiter = new RateLimiter();

    assertThat(timesOf(limiter::acquire, clock)).doesNotHaveDuplicates().hasSize(5);
    assertThat(clock.elapsed()).isEqualTo(INTERVAL.multipliedBy(4));
  }

  private static List<Duration> timesOf(Supplier<Coroutine<Void>> acquire, VirtualClock clock) {
    List<Duration> times = new ArrayList<>();
    List<Coroutine<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(
          Coroutine.of(() -> {
            await(acquire.get());
            times.add(clock.elapsed());
          }));
    }
    await(gather(calls));
    return times;
  }

  static final class CarelessLimiter {
    private long next;

    Coroutine<Void> acquire() {
      return Coroutine.of(() -> {
        long now = getRunningLoop().time();
        await(sleep(Duration.ofNanos(Math.max(0, next - now))));
        next = getRunningLoop().time() + INTERVAL.toNanos();
      });
    }
  }

  @Test
  void theCarelessLimiterIsFoundOut() {
    var explorer =
        new Explorer(
            simulation -> {
              var limiter = new CarelessLimiter();
              assertThat(timesOf(limiter::acquire, simulation.clock())).doesNotHaveDuplicates();
            },
            SimulationOptions.DEFAULTS);

    assertThat(explorer.explore(1_000)).isPresent();
  }
}
