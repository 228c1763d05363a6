package jasyncio.test;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import jasyncio.Engine;
import jasyncio.EventLoop;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;
import program.Blocking;

class AsyncTestTest {

  @AsyncTest
  void theMethodIsACoroutine() {
    assertThat(getRunningLoop()).isNotNull();
    await(sleep(Duration.ofHours(1)));
  }

  @AsyncTest
  void parametersAreThoseOfTheRun(
      Simulation simulation,
      EventLoop loop,
      VirtualClock clock,
      Network network,
      RandomGenerator random) {
    assertThat(loop).isSameAs(getRunningLoop()).isSameAs(simulation.loop());
    assertThat(clock).isSameAs(simulation.clock());
    assertThat(network).isSameAs(simulation.network());
    assertThat(random).isSameAs(simulation.random());
  }

  @AsyncTest
  void parametersOfOthersStandBesideOurs(@TempDir Path folder, VirtualClock clock) {
    assertThat(folder).isDirectory();
    assertThat(clock.elapsed()).isZero();
  }

  @AsyncTest(seeds = 10)
  void everySeedHasALoopOfItsOwn(VirtualClock clock) {
    assertThat(clock.elapsed()).isZero();
    await(clock.advance(Duration.ofSeconds(1)));
  }

  @Nested
  class EveryRun {
    private final List<String> events = new ArrayList<>();
    private @TempDir Path folder;

    @BeforeEach
    void set() {
      events.add("before");
    }

    @AsyncTest(seeds = 5)
    void hasFieldsOfItsOwn() {
      events.add("run");

      assertThat(events).containsExactly("before", "run");
      assertThat(outerEvents).containsExactly("outer");
      assertThat(folder).isDirectory();
    }
  }

  private final List<String> outerEvents = new ArrayList<>(List.of("outer"));

  // Failures and their reports

  @AfterEach
  void forgetReplay() {
    System.clearProperty("jasyncio.test.replay");
  }

  @Test
  void aFailureTellsHowToRepeatIt() {
    Throwable failure = failureOf("failsIfTheSecondIsFirst");

    assertThat(failure).hasMessageContaining("second came first");
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("simplified to 1 deviation from")
        .hasMessageMatching("(?s).*-Djasyncio\\.test\\.replay=\\d+:\\d+=\\d+.*");
  }

  @Test
  void theReplayFailsInTheSameWay() {
    String told = failureOf("failsIfTheSecondIsFirst").getSuppressed()[0].getMessage();
    var replay = Pattern.compile("-D(.*)=(\\d+:.*)").matcher(told);
    assertThat(replay.find()).isTrue();
    System.setProperty(replay.group(1), replay.group(2));

    assertThat(failureOf("failsIfTheSecondIsFirst")).hasMessageContaining("second came first");
  }

  @Test
  void aLeakedTaskFailsTheTest() {
    assertThat(failureOf("leavesATask")).hasMessageContaining("named leftover");
  }

  @Test
  void theTimeLimitShowsTheTasks() {
    assertThat(failureOf("goesOnForEver"))
        .hasMessageContaining("goes on after PT10S of its time")
        .hasMessageContaining("program");
  }

  @Test
  void aBlockingCallIsFound() {
    assertThat(failureOf("blocks"))
        .isInstanceOfSatisfying(
            SimulationFailure.class,
            f -> assertThat(f.kind()).isEqualTo(SimulationFailure.Kind.BLOCKING_CALL))
        .hasMessageContaining("blocksItsThread");
  }

  @Test
  void whatNeverEndsInRealTimeIsInterrupted() {
    assertThat(failureOf("waitsForNothing"))
        .isInstanceOfSatisfying(
            SimulationFailure.class,
            f -> assertThat(f.kind()).isEqualTo(SimulationFailure.Kind.TIME_LIMIT))
        .hasMessageContaining("program");
  }

  @Test
  void aLoopThatIsStoppedIsNoEnd() {
    assertThat(failureOf("stopsItsLoop"))
        .hasMessage("the loop was stopped before the program's end");
  }

  @Test
  void aFailureInOrderNeedsNoSchedule() {
    assertThat(failureOf("leavesATask").getSuppressed()).isEmpty();
  }

  @AsyncTest(engine = Engine.PORTABLE)
  void theLoopHasTheEngineThatTheTestDemands(EventLoop loop) {
    assertThat(loop.engine()).isEqualTo(Engine.PORTABLE);
  }

  @Test
  void anEngineThatTheJvmDoesNotAllowFailsTheTestWithWhatToAdd() {
    assumeThat(Engine.CARRIER.isAvailable()).isFalse();

    assertThat(failureOf("demandsTheCarrierEngine"))
        .hasMessageContaining("maven-surefire-plugin")
        .hasMessageContaining("<argLine>--add-opens java.base/java.lang=");
  }

  @Test
  void thePropertyDemandsAnEngineOfEveryTest() {
    assumeThat(Engine.CARRIER.isAvailable()).isFalse();
    String before = System.setProperty("jasyncio.engine", "carrier");
    try {
      assertThat(failureOf("goesOnForEver")).hasMessageContaining("demands the carrier engine");
    } finally {
      System.setProperty("jasyncio.engine", Objects.requireNonNullElse(before, "auto"));
    }
  }

  @Test
  void noSeedIsAMistake() {
    assertThat(failureOf("hasNoSeeds")).hasMessage("seeds < 1: 0");
  }

  @Test
  void aRunWhoseAssumptionDoesNotHoldHidesNoOther() {
    assertThat(failureOf("assumesInSomeRuns")).hasMessageContaining("found");
  }

  @Test
  void aTestOfWhichNoAssumptionHoldsIsAborted() {
    assertThat(failureOf("assumesInVain")).isInstanceOf(TestAbortedException.class);
  }

  @Test
  void whatFailsAfterARunDoesNotHideItsFailure() {
    Throwable failure = failureOf(FailingAfter.class, "failsInALaterRun");

    assertThat(failure).hasMessageContaining("found");
    assertThat(failure.getSuppressed())
        .anySatisfy(t -> assertThat(t).hasMessageContaining("after"))
        .anySatisfy(t -> assertThat(t).hasMessageContaining("jasyncio.test.replay"));
  }

  @Test
  void aTemplateOfTestsIsAMistake() {
    assertThat(failureOf(Template.class, "isRepeatedToo"))
        .hasMessageContaining("isRepeatedToo: @AsyncTest makes a test by itself");
  }

  @Test
  void whatComesBeforeARunHasNoPartInIt() {
    assertThat(failureOf(WithClockBefore.class, "passes"))
        .hasMessageContaining("a run has a VirtualClock only for the method with @AsyncTest");
  }

  private static Throwable failureOf(String method) {
    return failureOf(Failing.class, method);
  }

  private static Throwable failureOf(Class<?> type, String method) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(type, named(method, type)))
            .build();
    var failures = new ArrayList<Throwable>();
    var listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
              result.getThrowable().ifPresent(failures::add);
            }
          }
        };
    LauncherFactory.create().execute(request, listener);
    assertThat(failures).hasSize(1);
    return failures.getFirst();
  }

  private static Method named(String name, Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Run by the tests above only: the build does not look for tests in nested classes.
  static class Failing {
    @AsyncTest(engine = Engine.CARRIER)
    void demandsTheCarrierEngine() {}

    @AsyncTest(seeds = 0)
    void hasNoSeeds() {}

    @AsyncTest(seeds = 100)
    void assumesInSomeRuns(RandomGenerator random) {
      int drawn = random.nextInt(10);
      assumeThat(drawn).isNotEqualTo(3);
      assertThat(drawn).as("found").isNotEqualTo(5);
    }

    @AsyncTest(seeds = 3)
    void assumesInVain() {
      assumeThat(1).isEqualTo(2);
    }

    @AsyncTest
    void stopsItsLoop() {
      getRunningLoop().stop();
      await(sleep(Duration.ofSeconds(1)));
    }

    @AsyncTest(realSeconds = 0.2)
    void waitsForNothing() throws InterruptedException {
      new CountDownLatch(1).await();
    }

    @AsyncTest(seeds = 100)
    void failsIfTheSecondIsFirst() {
      List<String> order = new ArrayList<>();
      createTask(() -> order.add("first"));
      createTask(() -> order.add("second"));
      await(sleep(Duration.ofSeconds(1)));
      if (order.getFirst().equals("second")) {
        throw new AssertionError("second came first");
      }
    }

    @AsyncTest
    void leavesATask() {
      createTask(() -> await(sleep(Duration.ofHours(1)))).setName("named leftover");
    }

    @AsyncTest(virtualSeconds = 10)
    void goesOnForEver() {
      while (true) {
        await(sleep(Duration.ofSeconds(1)));
      }
    }

    @AsyncTest(blockingMillis = 50)
    void blocks() throws InterruptedException {
      Blocking.blocksItsThread();
    }
  }

  static class FailingAfter {
    private boolean failed;

    @AsyncTest(seeds = 100)
    void failsInALaterRun(RandomGenerator random) {
      failed = random.nextInt(20) == 7;
      assertThat(failed).as("found").isFalse();
    }

    @AfterEach
    void after() {
      if (failed) {
        throw new IllegalStateException("after");
      }
    }
  }

  static class Template {
    @AsyncTest
    @RepeatedTest(1)
    void isRepeatedToo() {}
  }

  static class WithClockBefore {
    @BeforeEach
    void before(VirtualClock clock) {}

    @AsyncTest
    void passes() {}
  }
}
