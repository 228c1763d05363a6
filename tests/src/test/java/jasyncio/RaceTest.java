package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.race;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaceTest {
  private final List<String> events = new ArrayList<>();

  private Coroutine<String> slowly(String name) {
    return () -> {
      try {
        return await(sleep(seconds(10), name));
      } finally {
        await(sleep(millis(1)));
        events.add(name + " ended");
      }
    };
  }

  private static Coroutine<String> failing(String message) {
    return () -> {
      await(sleep(millis(1)));
      throw new IOException(message);
    };
  }

  @Test
  void givesTheFirstSuccess() {
    TestLoop.run(() ->
        assertThat(await(race(sleep(millis(20), "slow"), sleep(millis(10), "quick"))))
            .isEqualTo("quick"));
  }

  @Test
  void passesOverFailures() {
    TestLoop.run(() ->
        assertThat(await(race(failing("disk full"), sleep(millis(10), "quick"))))
            .isEqualTo("quick"));
  }

  @Test
  void cancelsTheLosersAndWaitsForThem() {
    TestLoop.run(() -> {
      await(race(sleep(millis(10), "quick"), slowly("loser")));

      assertThat(events).containsExactly("loser ended");
    });
  }

  @Test
  void throwsAllFailuresIfThereIsNoWinner() {
    TestLoop.run(() ->
        assertThatThrownBy(() -> await(race(failing("disk full"), failing("line cut"))))
            .isInstanceOfSatisfying(
                ExceptionGroup.class,
                group ->
                    assertThat(group.exceptions())
                        .extracting(Throwable::getMessage)
                        .containsExactly("disk full", "line cut")));
  }

  @Test
  void cancelsAllIfItIsCancelled() {
    TestLoop.run(() -> {
      Task<String> task = createTask(race(slowly("first"), slowly("second")));
      await(sleep(millis(10)));
      task.cancel();

      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
      assertThat(events).containsExactly("first ended", "second ended");
    });
  }

  @Test
  void needsACoroutine() {
    assertThatThrownBy(() -> race(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nobody to race");
  }
}
