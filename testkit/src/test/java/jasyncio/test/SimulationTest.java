package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.runCoroutineThreadsafe;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.startServer;
import static jasyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.Event;
import jasyncio.EventLoop;
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
  void aTaskThatCatchesEveryCancellationIsLeftBehindAndEnds() {
    var result =
        run(_ ->
            createTask(() -> {
              while (true) {
                try {
                  await(sleep(Duration.ofHours(1)));
                } catch (CancelledError e) {
                  // and on
                }
              }
            }));

    assertKind(result, Kind.LEAKED_TASKS);
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
  void aFailureThatIsNeverRetrievedFailsTheRun() {
    var result =
        run(_ ->
            createTask(() -> {
              throw new IllegalStateException("unseen");
            }));

    assertKind(result, Kind.REPORTED);
    assertThat(result.failure()).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aJobThatWaitsForTheLoopGoesOnBesideIt() {
    var result =
        run(simulation -> {
          EventLoop loop = simulation.loop();
          Coroutine<Integer> answer =
              () -> {
                await(sleep(Duration.ofSeconds(1)));
                return 42;
              };

          int got = await(toThread(() -> runCoroutineThreadsafe(answer, loop).get()));

          assertThat(got).isEqualTo(42);
        });

    assertThat(result.failure()).isNull();
  }

  @Test
  void aTaskInABlockingCallIsWaitedFor() {
    var result = run(_ -> Thread.sleep(20));

    assertThat(result.failure()).isNull();
  }

  @Test
  void whatIsTakenFromTheReportsDoesNotFailTheRun() {
    var result =
        run(simulation -> {
          simulation
              .loop()
              .callSoon(() -> {
                throw new IllegalStateException("expected");
              });
          await(sleep(Duration.ZERO));
          await(sleep(Duration.ZERO));
          assertThat(simulation.takeReports()).hasSize(1);
        });

    assertThat(result.failure()).isNull();
  }

  @Test
  void aSocketThatStaysOpenIsALeak() {
    var result =
        run(_ -> {
          var _ = await(startServer((_, _) -> {}, "localhost", 7));
        });

    assertKind(result, Kind.LEAKED_SOCKETS);
    assertThat(result.failure()).hasMessageContaining("TcpListener[local /127.0.0.1:7]");
  }
}
