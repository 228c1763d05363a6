package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Event;
import jasyncio.Lock;
import jasyncio.test.SimulationFailure.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static Result run(Program program) {
    return Simulation.run(program, Schedule.IN_ORDER, SimulationOptions.DEFAULTS);
  }

  private static void assertKind(Result result, Kind kind) {
    assertThat(result.failure())
        .isInstanceOfSatisfying(SimulationFailure.class, f -> assertThat(f.kind()).isEqualTo(kind));
  }

  @Test
  void anHourOfSleepTakesNoTime() {
    var result = run(_ -> await(sleep(Duration.ofHours(1))));

    assertThat(result.failure()).isNull();
    assertThat(result.elapsed()).isBetween(Duration.ofHours(1), Duration.ofHours(1).plusSeconds(2));
  }

  @Test
  void whatTheProgramThrowsIsTheFailure() {
    var failure = new IllegalStateException("no");

    var result =
        run(_ -> {
          throw failure;
        });

    assertThat(result.failure()).isSameAs(failure);
  }

  @Test
  void aDeadlockIsToldAtOnceWithTheTasks() {
    var result =
        run(_ -> {
          var lock = new Lock();
          await(lock.acquire());
          await(lock.acquire());
        });

    assertKind(result, Kind.DEADLOCK);
    assertThat(result.failure()).hasMessageContaining("program").hasMessageContaining("lock");
  }

  @Test
  void aTaskThatGoesOnIsALeak() {
    var result = run(_ -> createTask(() -> await(new Event().waitSet())));

    assertKind(result, Kind.LEAKED_TASKS);
  }

  @Test
  void aFailureThatNobodyLooksAtFailsTheRun() {
    var result =
        run(_ ->
            createTask(() -> {
              throw new IllegalStateException("unseen");
            }));

    assertKind(result, Kind.REPORTED);
    assertThat(result.failure()).hasCauseInstanceOf(IllegalStateException.class);
  }
}
