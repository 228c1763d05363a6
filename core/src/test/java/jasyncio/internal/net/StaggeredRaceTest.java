package jasyncio.internal.net;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.eagerTaskFactory;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.Future;
import jasyncio.Mirrors;
import jasyncio.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Candidates that race. Where an order depends on time, any delay keeps it.
class StaggeredRaceTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final List<String> released = new ArrayList<>();

  private StaggeredRace.Result<String> race(Duration delay, List<Coroutine<String>> candidates) {
    return new StaggeredRace<>(getRunningLoop(), candidates, delay, released::add).run();
  }

  private static Coroutine<String> failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }

  private static Coroutine<String> waitingFor(Duration time, String result) {
    return () -> {
      await(sleep(time));
      return result;
    };
  }

  @Test
  @Mirrors("test_staggered.StaggeredTests.test_empty")
  void raceWithoutCandidatesHasNoWinner() {
    run(() -> {
      var result = race(millis(1), List.of());

      assertThat(result.winner()).isNull();
      assertThat(result.failures()).isEmpty();
    });
  }

  @Test
  @Mirrors("test_staggered.StaggeredTests.test_one_successful")
  void isWonByTheFirstSuccessBeforeTheNextStarts() {
    run(() -> {
      var result = race(FOR_EVER, List.of(() -> "first", failing(new IOException("started"))));

      assertThat(result.winner()).isEqualTo("first");
      assertThat(result.failures()).containsExactly((Throwable) null);
    });
  }

  @Test
  @Mirrors("test_staggered.StaggeredTests.test_first_timeout_second_successful")
  void startsTheNextAfterTheDelayAndCancelsTheLoser() {
    run(() -> {
      var result = race(millis(1), List.of(waitingFor(FOR_EVER, "slow"), () -> "second"));

      assertThat(result.winner()).isEqualTo("second");
      assertThat(result.failures().getFirst()).isInstanceOf(CancelledError.class);
      assertThat(result.failures().getLast()).isNull();
    });
  }

  @Test
  @Mirrors("test_staggered.StaggeredTests.test_none_successful")
  void startsTheNextAtOnceAfterAFailureAndKeepsAllFailures() {
    run(() -> {
      var one = new IOException("one");
      var two = new IOException("two");

      var result = race(FOR_EVER, List.of(failing(one), failing(two)));

      assertThat(result.winner()).isNull();
      assertThat(result.failures()).containsExactly(one, two);
    });
  }

  @Test
  @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks")
  void cancelsAnEagerCandidateThatIsTooSlow() {
    run(() -> {
      getRunningLoop().setTaskFactory(eagerTaskFactory());
      var failure = new IOException("started last");
      Future<String> thirdStarted = getRunningLoop().createFuture();

      var result =
          race(
              millis(1),
              List.of(
                  waitingFor(FOR_EVER, "blocked"),
                  () -> await(thirdStarted),
                  () -> {
                    getRunningLoop().callSoon(() -> thirdStarted.setResult("second"));
                    throw failure;
                  }));

      assertThat(result.winner()).isEqualTo("second");
      assertThat(result.failures().getFirst()).isInstanceOf(CancelledError.class);
      assertThat(result.failures().get(1)).isNull();
      assertThat(result.failures().getLast()).isSameAs(failure);
    });
  }

  @Test
  @Mirrors(
      "test_eager_task_factory.EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks_no_delay")
  void startsTheNextAtOnceAfterAnEagerFailureAndNoneAfterAnEagerWinner() {
    run(() -> {
      getRunningLoop().setTaskFactory(eagerTaskFactory());
      var failure = new IOException("at once");

      var result = race(FOR_EVER, List.of(failing(failure), () -> "second", () -> "never started"));

      assertThat(result.winner()).isEqualTo("second");
      assertThat(result.failures()).containsExactly(failure, null);
    });
  }

  @Test
  @Mirrors("test_staggered.StaggeredTests.test_multiple_winners")
  void hasOneWinnerIfTwoCouldWinInOneTurn() {
    run(() -> {
      Future<String> start = getRunningLoop().createFuture();
      List<Coroutine<String>> candidates = new ArrayList<>();
      for (String name : List.of("one", "two")) {
        candidates.add(() -> {
          if (name.equals("two")) {
            getRunningLoop().callSoon(() -> start.setResult("go"));
          }
          await(jasyncio.Asyncio.shield(start));
          return name;
        });
      }

      var result = race(millis(1), candidates);

      assertThat(result.winner()).isEqualTo("one");
      assertThat(result.failures().getFirst()).isNull();
      assertThat(result.failures().getLast()).isInstanceOf(CancelledError.class);
      assertThat(released).isEmpty();
    });
  }

  @Test
  void givesBackWhatALoserBringsThatWouldNotBeCancelled() {
    run(() -> {
      Coroutine<String> stubborn =
          () -> {
            try {
              await(sleep(FOR_EVER));
            } catch (CancelledError e) {
              // goes on all the same
            }
            return "too late";
          };

      var result = race(millis(1), List.of(stubborn, () -> "second"));

      assertThat(result.winner()).isEqualTo("second");
      assertThat(released).containsExactly("too late");
    });
  }

  @Test
  @Mirrors("test_staggered.StaggeredTests.test_cancelled")
  void passesEachCancellationOnAndWaitsForTheEnd() {
    run(() -> {
      List<String> events = new ArrayList<>();
      Coroutine<String> stubborn =
          () -> {
            for (int i = 0; i < 2; i++) {
              try {
                await(sleep(FOR_EVER));
              } catch (CancelledError e) {
                events.add("cancelled");
              }
            }
            events.add("ended");
            return "late";
          };
      Task<StaggeredRace.Result<String>> race = createTask(() -> race(FOR_EVER, List.of(stubborn)));
      await(sleep(millis(1)));

      race.cancel();
      await(sleep(millis(1)));
      assertThat(race.done()).isFalse();
      race.cancel();

      assertThatThrownBy(() -> await(race)).isInstanceOf(CancelledError.class);
      assertThat(events).containsExactly("cancelled", "cancelled", "ended");
      assertThat(released).containsExactly("late");
    });
  }

  @Test
  void cancelsACandidateThatHasNotBegun() {
    run(() -> {
      Task<StaggeredRace.Result<String>> race =
          createTask(() -> race(FOR_EVER, List.of(waitingFor(seconds(1), "never"))));
      await(sleep(Duration.ZERO));
      race.cancel();

      assertThatThrownBy(() -> await(race)).isInstanceOf(CancelledError.class);
    });
  }
}
