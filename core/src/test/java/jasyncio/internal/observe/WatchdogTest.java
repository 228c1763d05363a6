package jasyncio.internal.observe;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jasyncio.Action;
import jasyncio.Asyncio;
import jasyncio.CapturedLog;
import jasyncio.CarrierEngine;
import jasyncio.EventLoop;
import jasyncio.LoopOptions;
import jasyncio.RunOptions;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.TestLoop;
import jasyncio.internal.loop.Clock;
import jasyncio.internal.loop.Heartbeat;
import jasyncio.internal.loop.Machine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import program.Spin;

/// Steps that take too long, reported while they run.
@Timeout(60)
class WatchdogTest {
  // longer than a test takes, so that the watchdog itself reports nothing
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final RunOptions WITH_LIMIT = RunOptions.DEFAULTS.withLongStepDuration(LIMIT);

  private final CapturedLog log = new CapturedLog();

  @AfterEach
  void closeLog() {
    log.close();
  }

  /// The log messages about long steps.
  private List<String> reports() {
    return log.records().stream()
        .map(LogRecord::getMessage)
        .filter(message -> message.contains("has not awaited for more than"))
        .toList();
  }

  /// A program in a thread of its own, whose loop the test looks at by hand.
  private static final class Program implements AutoCloseable {
    private final Spin spin = new Spin();
    private final Thread thread;
    private @Nullable StepMonitor watch;

    /// A program that is stuck, in a task called `culprit`, until it is closed.
    Program() {
      Action main = () -> await(createTask(spin, TaskOptions.named("culprit")));
      thread = Thread.ofPlatform().start(() -> run(main, WITH_LIMIT));
    }

    EventLoop loop() {
      return spin.loop();
    }

    void look(Duration passed) {
      StepMonitor watch = this.watch;
      if (watch == null) {
        watch = new StepMonitor(LoopView.of(loop()));
        this.watch = watch;
      }
      watch.look(passed.toNanos());
    }

    @Override
    public void close() throws Exception {
      spin.end();
      thread.join();
    }
  }

  @Test
  void reportsAStepThatTakesLongerThanTheLimitWithItsTaskAndStack() throws Exception {
    try (Program program = new Program()) {
      program.look(Duration.ZERO);
      program.look(LIMIT);
    }

    assertThat(reports())
        .singleElement()
        .asString()
        .startsWith("culprit has not awaited for more than 3600 s")
        .contains("Spin.run(Spin.java:");
  }

  @Test
  void reportsAStepOnce() throws Exception {
    try (Program program = new Program()) {
      for (int i = 0; i < 5; i++) {
        program.look(LIMIT);
      }
    }

    assertThat(reports()).hasSize(1);
  }

  @Test
  void countsLongSteps() throws Exception {
    try (Program program = new Program()) {
      program.look(LIMIT);
      program.look(LIMIT);

      assertThat(program.loop().longSteps()).isEqualTo(1);
    }
  }

  @Test
  void leavesAStepInPeaceThatHasNotTakenSoLong() throws Exception {
    try (Program program = new Program()) {
      program.look(LIMIT);
      program.look(LIMIT.dividedBy(2));
    }

    assertThat(reports()).isEmpty();
  }

  @Test
  void leavesOtherStepsInPeaceThatItFindsInTheirPlace() throws Exception {
    run(
        () -> {
          StepMonitor watch = new StepMonitor(LoopView.of(getRunningLoop()));
          for (int i = 0; i < 5; i++) {
            watch.look(LIMIT.toNanos());
            TestLoop.yieldTurn();
          }
        },
        WITH_LIMIT);

    assertThat(reports()).isEmpty();
  }

  @Test
  void doesNotCountTheTimeInWhichALoopWaits() throws Exception {
    CompletableFuture<EventLoop> idle = new CompletableFuture<>();
    CompletableFuture<Void> over = new CompletableFuture<>();
    Thread program =
        Thread.ofPlatform()
            .start(() ->
                run(
                    () -> {
                      idle.complete(getRunningLoop());
                      await(Asyncio.wrapFuture(over));
                    },
                    WITH_LIMIT));
    LoopView view = LoopView.of(idle.join());
    while (!Heartbeat.isRest(view.loop().heartbeat().read())) {
      Thread.onSpinWait();
    }

    StepMonitor watch = new StepMonitor(view);
    for (int i = 0; i < 5; i++) {
      watch.look(LIMIT.toNanos());
    }
    over.complete(null);
    program.join();

    assertThat(reports()).isEmpty();
  }

  @Test
  void reportsAPollThatDoesNotEndAlthoughAThreadHasSentWork() throws Exception {
    try (StuckPoll poll = new StuckPoll(Clock.FOREVER)) {
      poll.look(LIMIT);
      poll.look(LIMIT);
      poll.look(LIMIT);
    }

    assertThat(pollReports())
        .singleElement()
        .asString()
        .startsWith("EventLoop")
        .contains("has had work for more than 3600 s")
        .contains("StuckPoll.select(WatchdogTest.java:");
  }

  @Test
  void reportsAPollThatDoesNotEndAlthoughATimerIsDue() throws Exception {
    try (StuckPoll poll = new StuckPoll(LIMIT.toNanos())) {
      poll.look(LIMIT);
      poll.pass(LIMIT.multipliedBy(2));
      poll.look(LIMIT);
      poll.look(LIMIT);
    }

    assertThat(pollReports()).hasSize(1);
  }

  @Test
  void leavesAPollInPeaceWhoseTimerIsNotDue() throws Exception {
    try (StuckPoll poll = new StuckPoll(LIMIT.toNanos())) {
      for (int i = 0; i < 5; i++) {
        poll.look(LIMIT);
      }
    }

    assertThat(pollReports()).isEmpty();
  }

  private List<String> pollReports() {
    return log.records().stream()
        .map(LogRecord::getMessage)
        .filter(message -> message.contains("has not left its poll"))
        .toList();
  }

  /// A clock in whose poll a loop hangs, and the loop.
  private static final class StuckPoll implements Clock, AutoCloseable {
    private final CountDownLatch inPoll = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicLong now = new AtomicLong();
    private final EventLoop loop;
    private final StepMonitor watch;
    private final Thread thread;

    /// @param timer when the only timer is due; [Clock#FOREVER] for none, but a call of another
    ///   thread
    StuckPoll(long timer) throws InterruptedException {
      LoopOptions options = LoopOptions.DEFAULTS.withLongStepDuration(LIMIT);
      loop = Machine.within(Machine.withClock(this), () -> Asyncio.newEventLoop(options));
      watch = new StepMonitor(LoopView.of(loop));
      if (timer != FOREVER) {
        loop.callAt(timer, () -> {});
      }
      thread = Thread.ofPlatform().start(loop::runForever);
      inPoll.await();
      if (timer == FOREVER) {
        loop.callSoonThreadsafe(() -> {});
      }
    }

    void pass(Duration time) {
      now.addAndGet(time.toNanos());
    }

    void look(Duration passed) {
      watch.look(passed.toNanos());
    }

    @Override
    public long nanos() {
      return now.get();
    }

    @Override
    public void select(Selector selector, Consumer<SelectionKey> ready, long nanos)
        throws IOException {
      inPoll.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("nobody interrupts a poll");
      }
      selector.selectNow(ready);
    }

    @Override
    public void close() throws InterruptedException {
      loop.callSoonThreadsafe(loop::stop);
      released.countDown();
      thread.join();
      loop.close();
    }
  }

  @Test
  @CarrierEngine
  void doesNotCountATaskThatIsBlockedWhileTheLoopGoesOn() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    run(
        () -> {
          Task<?> blocked = createTask(() -> released.await(), TaskOptions.named("blocked"));
          StepMonitor watch = new StepMonitor(LoopView.of(getRunningLoop()));
          for (int i = 0; i < 5; i++) {
            TestLoop.yieldTurn();
            watch.look(LIMIT.toNanos());
          }
          released.countDown();
          await(blocked);
        },
        WITH_LIMIT);

    assertThat(reports()).isEmpty();
  }

  @Test
  void looksByItselfWhileALoopRuns() {
    run(
        () -> {
          while (reports().isEmpty()) {
            Thread.onSpinWait();
          }
        },
        RunOptions.DEFAULTS.withLongStepDuration(Duration.ofMillis(10)));

    assertThat(reports()).hasSize(1);
  }

  @Test
  void namesACallbackThatTakesTooLong() {
    run(
        () -> {
          getRunningLoop()
              .callSoon(() -> {
                while (reports().isEmpty()) {
                  Thread.onSpinWait();
                }
              });
          await(sleep(seconds(0)));
        },
        RunOptions.DEFAULTS.withLongStepDuration(Duration.ofMillis(10)));

    assertThat(reports().getFirst()).startsWith("a callback has not awaited");
  }

  @Test
  void isNotThereForALoopWithoutALimit() {
    LoopOptions options = LoopOptions.DEFAULTS.withLongStepDuration(Duration.ZERO);
    try (EventLoop loop = Asyncio.newEventLoop(options)) {
      assertThat(Watchdog.begin(LoopView.of(loop))).isNull();
    }
  }

  @Test
  void isStricterInDebugMode() {
    try (EventLoop loop = Asyncio.newEventLoop(LoopOptions.DEFAULTS.withDebug(false))) {
      assertThat(loop.longStepDuration()).isEqualTo(Duration.ofSeconds(1));

      loop.setDebug(true);

      assertThat(loop.longStepDuration()).isEqualTo(Duration.ofMillis(100));
    }
  }

  @Test
  void hasALimitThatCanBeChanged() {
    LoopOptions options = LoopOptions.DEFAULTS.withLongStepDuration(Duration.ofMillis(20));
    try (EventLoop loop = Asyncio.newEventLoop(options)) {
      assertThat(loop.longStepDuration()).isEqualTo(Duration.ofMillis(20));

      loop.longStepDuration(Duration.ofMillis(30));

      assertThat(loop.longStepDuration()).isEqualTo(Duration.ofMillis(30));
    }
  }

  @Test
  void refusesANegativeLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunOptions.DEFAULTS.withLongStepDuration(Duration.ofMillis(-1)))
        .withMessage("longStepDuration < 0: PT-0.001S");
  }

  /// A place in which a task awaits, so that others cannot enter it.
  enum Place {
    CLASS_INITIALIZER("the class initializer of " + AwaitsWhileItIsInitialized.class.getName()) {
      @Override
      void awaitIn() {
        AwaitsWhileItIsInitialized.initialize();
      }
    },
    MAP("ConcurrentHashMap.computeIfAbsent()") {
      @Override
      void awaitIn() {
        new ConcurrentHashMap<String, Boolean>()
            .computeIfAbsent(
                "key",
                _ -> {
                  TestLoop.yieldTurn();
                  return true;
                });
      }
    };

    private final String text;

    Place(String text) {
      this.text = text;
    }

    abstract void awaitIn();
  }

  private static final class AwaitsWhileItIsInitialized {
    static {
      TestLoop.yieldTurn();
    }

    static void initialize() {}
  }

  /// The carrier engine refuses the first, and only the waiting task stands still for the second.
  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "jasyncio.engine", matches = "portable")
  void namesATaskThatAwaitsWhereItKeepsOthersOut(Place place) {
    run(
        () -> {
          Task<Void> inside = createTask(place::awaitIn, TaskOptions.named("inside"));
          TestLoop.yieldTurn();
          StepMonitor watch = new StepMonitor(LoopView.of(getRunningLoop()));
          watch.look(0);
          watch.look(LIMIT.toNanos());
          await(inside);
        },
        WITH_LIMIT);

    assertThat(reports())
        .singleElement()
        .asString()
        .contains("inside awaits in " + place.text + ", which others cannot enter meanwhile");
  }
}
