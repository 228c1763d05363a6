package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;

/// Moving a limit in time.
class TimeoutRescheduleTest {
  private final List<Timeout> limits = new ArrayList<>();

  private Timeout limit() {
    return limits.getFirst();
  }

  private static long in(double seconds) {
    return getRunningLoop().time() + seconds(seconds).toNanos();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_reschedule")
  void changesWhenTheLimitPasses() {
    await(
        timeout(
            seconds(10),
            (Timeout timeout) -> {
              long later = in(30);

              timeout.reschedule(later);

              assertThat(timeout.when()).hasValue(later);
            }));
  }

  @AsyncTest(seeds = 20)
  void givesTheBodyMoreTime() {
    String value =
        await(
            timeout(
                seconds(10),
                (Timeout timeout) -> {
                  timeout.reschedule(in(30));
                  return await(sleep(seconds(20), "in time"));
                }));

    assertThat(value).isEqualTo("in time");
  }

  @AsyncTest(seeds = 20)
  void givesTheBodyLessTime(VirtualClock clock) {
    assertThatThrownBy(() ->
            await(
                timeout(
                    seconds(10),
                    (Timeout timeout) -> {
                      timeout.reschedule(in(1));
                      await(sleep(seconds(20)));
                    })))
        .isInstanceOf(TimeoutException.class);

    assertThat(clock.elapsed()).isEqualTo(seconds(1));
  }

  @AsyncTest(seeds = 20)
  void limitsABodyThatHadNoLimit() {
    assertThatThrownBy(() ->
            await(
                timeout(
                    null,
                    (Timeout timeout) -> {
                      timeout.reschedule(in(1));
                      await(sleep(seconds(20)));
                    })))
        .isInstanceOf(TimeoutException.class);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_reschedule")
  void removesTheLimitWhenNull() {
    String value =
        await(
            timeout(
                seconds(10),
                (Timeout timeout) -> {
                  timeout.reschedule(null);
                  assertThat(timeout.when()).isEmpty();
                  return await(sleep(seconds(20), "without limit"));
                }));

    assertThat(value).isEqualTo("without limit");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_reschedule")
  void letsACancellationThroughOnceTheLimitIsRemoved(VirtualClock clock) {
    Task<Void> task =
        createTask(
            timeout(
                seconds(10),
                (Timeout timeout) -> {
                  limits.add(timeout);
                  await(sleep(seconds(50)));
                }));
    await(clock.runUntilIdle());

    limit().reschedule(null);
    task.cancel();

    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
    assertThat(limit().expired()).isFalse();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_finished")
  void isRefusedOnceTheScopeHasEnded() {
    await(
        timeout(
            seconds(10),
            (Timeout timeout) -> {
              limits.add(timeout);
            }));

    assertThatThrownBy(() -> limit().reschedule(in(20)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("finished");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_expired")
  void isRefusedOnceTheLimitHasPassed() {
    var _ =
        catchThrowable(() ->
            await(
                timeout(
                    seconds(1),
                    (Timeout timeout) -> {
                      limits.add(timeout);
                      await(sleep(seconds(10)));
                    })));

    assertThatThrownBy(() -> limit().reschedule(in(20)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expired");
  }
}
