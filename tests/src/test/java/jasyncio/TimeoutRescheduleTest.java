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

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Moving a limit in time.
class TimeoutRescheduleTest {
  private final List<Timeout> limits = new ArrayList<>();

  private Timeout limit() {
    return limits.getFirst();
  }

  private static long in(double seconds) {
    return getRunningLoop().time() + seconds(seconds).toNanos();
  }

  @Test
  @Mirrors("test_timeouts.TimeoutTests.test_reschedule")
  void changesWhenTheLimitPasses() {
    TestLoop.run(() ->
        await(
            timeout(
                seconds(10),
                (Timeout timeout) -> {
                  long later = in(30);

                  timeout.reschedule(later);

                  assertThat(timeout.when()).hasValue(later);
                })));
  }

  @Test
  void givesTheBodyMoreTime() {
    TestLoop.run(() -> {
      String value =
          await(
              timeout(
                  seconds(10),
                  (Timeout timeout) -> {
                    timeout.reschedule(in(30));
                    return await(sleep(seconds(20), "in time"));
                  }));

      assertThat(value).isEqualTo("in time");
    });
  }

  @Test
  void givesTheBodyLessTime() {
    try (TestLoop test = new TestLoop()) {
      assertThatThrownBy(() ->
              test.complete(
                  timeout(
                      seconds(10),
                      (Timeout timeout) -> {
                        timeout.reschedule(in(1));
                        await(sleep(seconds(20)));
                      })))
          .isInstanceOf(TimeoutException.class);

      assertThat(test.elapsed()).isEqualTo(seconds(1));
    }
  }

  @Test
  void limitsABodyThatHadNoLimit() {
    TestLoop.run(() ->
        assertThatThrownBy(() ->
                await(
                    timeout(
                        null,
                        (Timeout timeout) -> {
                          timeout.reschedule(in(1));
                          await(sleep(seconds(20)));
                        })))
            .isInstanceOf(TimeoutException.class));
  }

  @Test
  @Mirrors("test_timeouts.TimeoutTests.test_reschedule")
  void removesTheLimitWhenNull() {
    TestLoop.run(() -> {
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
    });
  }

  @Test
  @Mirrors("test_timeouts.TimeoutTests.test_reschedule")
  void letsACancellationThroughOnceTheLimitIsRemoved() {
    TestLoop.run(() -> {
      Task<Void> task =
          createTask(
              timeout(
                  seconds(10),
                  (Timeout timeout) -> {
                    limits.add(timeout);
                    await(sleep(seconds(50)));
                  }));
      await(sleep(seconds(0)));

      limit().reschedule(null);
      task.cancel();

      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
      assertThat(limit().expired()).isFalse();
    });
  }

  @Test
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_finished")
  void isRefusedOnceTheScopeHasEnded() {
    TestLoop.run(() -> {
      await(
          timeout(
              seconds(10),
              (Timeout timeout) -> {
                limits.add(timeout);
              }));

      assertThatThrownBy(() -> limit().reschedule(in(20)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("finished");
    });
  }

  @Test
  @Mirrors("test_timeouts.TimeoutTests.test_timeout_expired")
  void isRefusedOnceTheLimitHasPassed() {
    TestLoop.run(() -> {
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
    });
  }
}
