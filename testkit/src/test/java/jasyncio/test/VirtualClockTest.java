package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.EventLoop;
import jasyncio.TimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class VirtualClockTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @AsyncTest
  void sleepTakesItsTimeExactly(VirtualClock clock) {
    await(sleep(Duration.ofDays(1).minus(SECOND)));

    assertThat(clock.elapsed()).isEqualTo(Duration.ofDays(1).minus(SECOND));
  }

  @AsyncTest
  void aTimeLimitFollowsIt(VirtualClock clock) {
    assertThatThrownBy(() -> await(timeout(SECOND, () -> await(sleep(SECOND.multipliedBy(2))))))
        .isInstanceOf(TimeoutException.class);

    assertThat(clock.elapsed()).isEqualTo(SECOND);
  }

  @AsyncTest
  void theLoopsTimeFollowsIt(VirtualClock clock, EventLoop loop) {
    long before = loop.time();

    await(clock.advance(SECOND));

    assertThat(loop.time() - before).isEqualTo(SECOND.toNanos());
  }

  @AsyncTest
  void theTimeOfDayFollowsIt(VirtualClock clock) {
    var before = clock.instant();

    await(sleep(SECOND));

    assertThat(Duration.between(before, clock.instant())).isEqualTo(SECOND);
  }

  @AsyncTest(seeds = 20)
  void advanceLetsAllHappenThatIsDueByThen(VirtualClock clock) {
    List<String> events = new ArrayList<>();
    createTask(() -> {
      await(sleep(SECOND));
      events.add("at the time");
      await(sleep(Duration.ZERO));
      events.add("just after");
      await(sleep(SECOND));
      events.add("too late");
    });

    await(clock.advance(SECOND));

    assertThat(events).containsExactly("at the time", "just after");
    await(sleep(SECOND));
  }

  @AsyncTest(seeds = 20)
  void runUntilIdleTakesNoTime(VirtualClock clock) {
    int[] steps = {0};
    createTask(() -> {
      for (; steps[0] < 5; steps[0]++) {
        await(sleep(Duration.ZERO));
      }
      await(sleep(SECOND));
      steps[0]++;
    });

    await(clock.runUntilIdle());

    assertThat(steps[0]).isEqualTo(5);
    assertThat(clock.elapsed()).isZero();
    await(sleep(SECOND));
  }
}
