package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ExplorerTest {
  private static final int SEEDS = 200;

  /// The orders of events that `program` produces.
  private static Set<List<Integer>> orders(
      Consumer<List<Integer>> program, SimulationOptions options) {
    Set<List<Integer>> orders = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Integer> order = new ArrayList<>();
      var result =
          Simulation.run(
              _ -> {
                program.accept(order);
                await(sleep(Duration.ofSeconds(1)));
              },
              Schedule.of(seed),
              options);
      assertThat(result.failure()).isNull();
      orders.add(order);
    }
    return orders;
  }

  private static void threeTasks(List<Integer> order) {
    for (int i = 0; i < 3; i++) {
      int number = i;
      createTask(() -> order.add(number));
    }
  }

  private static void threeCallbacks(List<Integer> order) {
    EventLoop loop = getRunningLoop();
    for (int i = 0; i < 3; i++) {
      int number = i;
      loop.callSoon(() -> order.add(number));
    }
  }

  private static void threeTimers(List<Integer> order) {
    EventLoop loop = getRunningLoop();
    for (int i = 0; i < 3; i++) {
      int number = i;
      loop.callLater(Duration.ofMillis(1), () -> order.add(number));
    }
  }

  private static void threeThreads(List<Integer> order) {
    for (int i = 0; i < 3; i++) {
      int number = i;
      createTask(() -> {
        order.add(await(toThread(() -> number)));
      });
    }
  }

  @Test
  void tasksRunInEveryOrder() {
    assertThat(orders(ExplorerTest::threeTasks, SimulationOptions.DEFAULTS)).hasSize(6);
  }

  @Test
  void tasksKeepTheirOrderWhereOptionsAreStrict() {
    assertThat(orders(ExplorerTest::threeTasks, SimulationOptions.DEFAULTS.withStrictOrder(true)))
        .containsExactly(List.of(0, 1, 2));
  }

  @Test
  void callbacksKeepTheirOrder() {
    assertThat(orders(ExplorerTest::threeCallbacks, SimulationOptions.DEFAULTS))
        .containsExactly(List.of(0, 1, 2));
  }

  @Test
  void timersDueAtOnceRunInEveryOrder() {
    var strict = SimulationOptions.DEFAULTS.withStrictOrder(true);

    assertThat(orders(ExplorerTest::threeTimers, strict)).hasSize(6);
  }

  @Test
  void jobsOfThreadsEndInEveryOrder() {
    var strict = SimulationOptions.DEFAULTS.withStrictOrder(true);

    assertThat(orders(ExplorerTest::threeThreads, strict)).hasSize(6);
  }

  @Test
  void aFailureIsSimplifiedToTheOneDeviationThatMatters() {
    var explorer =
        new Explorer(
            _ -> {
              var order = new ArrayList<Integer>();
              for (int i = 0; i < 20; i++) {
                int number = i;
                createTask(() -> order.add(number));
              }
              await(sleep(Duration.ofSeconds(1)));
              assertThat(order.indexOf(7)).isLessThan(order.indexOf(8));
            },
            SimulationOptions.DEFAULTS);

    var finding = explorer.explore(SEEDS).orElseThrow();

    assertThat(finding.result().schedule().deviations()).hasSize(1);
  }

  @Test
  void noDeviationCanBeLeftOutOfASimplifiedFailure() {
    var explorer = new Explorer(ExplorerTest::needsThePair, Duration.ofSeconds(30));

    var finding = explorer.explore(2).orElseThrow();

    assertThat(finding.result().schedule().deviations()).containsOnlyKeys(5, 7);
  }

  /// Fails with 5 and 7, and needs 1 as long as there is 9.
  private static Result needsThePair(Schedule schedule) {
    var all = new TreeMap<>(Map.of(1, 1, 5, 1, 7, 1, 9, 1));
    var made =
        schedule.seed() == 0
            ? new TreeMap<Integer, Integer>()
            : schedule.deviations() == null ? all : new TreeMap<>(schedule.deviations());
    boolean pair = made.containsKey(5) && made.containsKey(7);
    boolean fails = pair && (!made.containsKey(9) || made.containsKey(1));
    return new Result(
        new Schedule(schedule.seed(), made), 0, Duration.ZERO, fails ? new AssertionError() : null);
  }

  @Test
  void aFailureIsNotSimplifiedToAnother() {
    var explorer = new Explorer(ExplorerTest::failsWithoutThePair, Duration.ofSeconds(30));

    var finding = explorer.explore(2).orElseThrow();

    assertThat(finding.result().failure()).isInstanceOf(AssertionError.class);
    assertThat(finding.result().schedule().deviations()).containsOnlyKeys(5, 7);
  }

  /// Fails in one manner with 5 and 7, in another with less.
  private static Result failsWithoutThePair(Schedule schedule) {
    var made =
        schedule.seed() == 0
            ? new TreeMap<Integer, Integer>()
            : new TreeMap<>(
                schedule.deviations() == null
                    ? Map.of(1, 1, 5, 1, 7, 1, 9, 1)
                    : schedule.deviations());
    boolean pair = made.containsKey(5) && made.containsKey(7);
    Throwable failure = pair ? new AssertionError() : new IllegalStateException();
    return new Result(
        new Schedule(schedule.seed(), made),
        0,
        Duration.ZERO,
        schedule.seed() == 0 ? null : failure);
  }

  @Test
  void nothingIsFoundInAProgramWithoutFault() {
    assertThat(
            new Explorer(_ -> await(sleep(Duration.ofSeconds(1))), SimulationOptions.DEFAULTS)
                .explore(SEEDS))
        .isEmpty();
  }
}
