package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The outcomes of several awaitables.
class GatherOutcomesTest {

  private static Coroutine<String> failingAfter(Duration delay, Exception failure) {
    return () -> {
      await(sleep(delay));
      throw failure;
    };
  }

  @AsyncTest(seeds = 20)
  void standInTheOrderOfTheArguments() {
    IOException failure = new IOException("disk full");

    List<Outcome<String>> outcomes =
        await(gatherOutcomes(failingAfter(millis(20), failure), sleep(millis(10), "value")));

    assertThat(outcomes)
        .containsExactly(new Outcome.Failure<>(failure), new Outcome.Success<>("value"));
  }

  @AsyncTest(seeds = 20)
  void areGivenOnceAllHaveEnded(VirtualClock clock) {
    await(
        Coroutine.of(() ->
            await(
                gatherOutcomes(
                    failingAfter(millis(10), new IOException("disk full")),
                    sleep(seconds(3), "value")))));

    assertThat(clock.elapsed()).isEqualTo(seconds(3));
  }

  @AsyncTest(seeds = 20)
  void tellOfACancelledChild() {
    Task<String> child = createTask(sleep(seconds(10), "never"));
    getRunningLoop().callLater(seconds(1), () -> child.cancel("no longer needed"));

    List<Outcome<String>> outcomes = await(gatherOutcomes(child));

    assertThatThrownBy(outcomes.getFirst()::get)
        .isInstanceOf(CancelledError.class)
        .hasMessage("no longer needed");
  }

  @AsyncTest(seeds = 20)
  void throwTheFailureOfTheChildWhenAskedForItsValue() {
    IOException failure = new IOException("disk full");

    List<Outcome<String>> outcomes = await(gatherOutcomes(failingAfter(Duration.ZERO, failure)));

    assertThatThrownBy(outcomes.getFirst()::get).isSameAs(failure);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Mirrors("test_tasks.BaseTaskTests.test_cancel_gather_2")
  void doNotHideThatTheirAwaiterWasCancelled(boolean withOutcomes) {
    TestLoop.run(() -> {
      List<String> events = new ArrayList<>();
      Task<Void> child = createTask(sleep(seconds(1)));
      Future<?> gathered = withOutcomes ? gatherOutcomes(child) : Asyncio.gather(child);
      Task<Void> awaiter =
          createTask(() -> {
            await(gathered);
            events.add("went on");
          });
      await(sleep(Duration.ZERO));

      awaiter.cancel("my message");

      assertThatThrownBy(() -> await(awaiter))
          .isInstanceOf(CancelledError.class)
          .hasMessage("my message");
      assertThat(events).isEmpty();
    });
  }

  @AsyncTest(seeds = 20)
  void doNotHideACancellationThatAChildRefused(VirtualClock clock) {
    Task<String> stubborn =
        createTask(() -> {
          try {
            return await(sleep(seconds(10), "slept"));
          } catch (CancelledError _) {
            return "refused";
          }
        });
    Task<List<Outcome<String>>> awaiter = createTask(() -> await(gatherOutcomes(stubborn)));
    await(clock.runUntilIdle());

    awaiter.cancel();

    assertThatThrownBy(() -> await(awaiter)).isInstanceOf(CancelledError.class);
    assertThat(stubborn.result()).isEqualTo("refused");
  }
}
