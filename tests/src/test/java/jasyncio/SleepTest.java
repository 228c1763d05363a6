package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `sleep`.
class SleepTest {

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_sleep")
  void waitsForTheDelayAndGivesTheResult(VirtualClock clock) {
    Coroutine<String> twoHalves =
        () -> {
          String half = await(sleep(millis(50), "yeah"));
          return await(sleep(millis(50), half));
        };

    String result = await(twoHalves);

    assertThat(result).isEqualTo("yeah");
    assertThat(clock.elapsed()).isEqualTo(millis(100));
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_sleep_when_delay_is_nan")
  void refusesADelayThatIsNotANumber() {
    assertThatThrownBy(() -> sleep(seconds(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_tasks.SleepTests.test_sleep_zero")
  void lastsExactlyOneTurnIfTheDelayIsZero() {
    List<String> events = new ArrayList<>();

    EventLoop loop = getRunningLoop();
    loop.callSoon(() -> {
      events.add("queued before");
      loop.callSoon(() -> events.add("queued for the turn after"));
    });
    events.add(await(sleep(seconds(0), "slept")));

    assertThat(events).startsWith("queued before", "slept");
  }

  @AsyncTest(seeds = 20)
  void lastsOneTurnIfTheDelayIsNegative(VirtualClock clock) {
    String result = await(sleep(seconds(-1), "slept"));

    assertThat(result).isEqualTo("slept");
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_sleep_cancel")
  void leavesNoTimerBehindWhenCancelled() {
    try (var test = new TestLoop()) {
      Task<Void> sleeper = test.loop.createTask(sleep(seconds(10)));
      test.turns(1);
      test.loop.callLater(seconds(20), test.loop::stop);

      sleeper.cancel();
      test.loop.runForever();

      assertThat(sleeper.cancelled()).isTrue();
      assertThat(test.clock.waits()).containsExactly(seconds(20));
    }
  }

  @AsyncTest
  @Mirrors("test_futures.BaseFutureTests.test_set_result_unless_cancelled")
  void staysCancelledIfItsTimerIsDueInTheSameTurn() {
    List<Task<Void>> sleeper = new ArrayList<>();
    getRunningLoop().callLater(seconds(1), () -> sleeper.getFirst().cancel());
    sleeper.add(createTask(sleep(seconds(1))));

    assertThatThrownBy(() -> await(sleeper.getFirst())).isInstanceOf(CancelledError.class);
  }

  @Test
  void acceptsTheLongestDuration() {
    try (var test = new TestLoop()) {
      Duration forever = ChronoUnit.FOREVER.getDuration();
      Task<Void> sleeper = test.loop.createTask(sleep(forever));
      test.loop.callLater(seconds(1), test.loop::stop);

      test.loop.runForever();

      assertThat(sleeper.done()).isFalse();
    }
  }

  @AsyncTest(seeds = 20)
  void wakesTasksInTheOrderOfTheirDelays() {
    List<String> events = new ArrayList<>();

    for (int delay : List.of(3, 1, 2)) {
      createTask(() -> events.add(await(sleep(seconds(delay), "after " + delay))));
    }
    await(sleep(seconds(4)));

    assertThat(events).containsExactly("after 1", "after 2", "after 3");
  }
}
