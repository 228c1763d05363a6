package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.internal.loop.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A loop on virtual time that records the reports to its exception handler.
///
/// [#run(Action)] and [#call(Coroutine)] are for tests whose body is a coroutine; a test that
/// drives the loop itself opens one. Both fail if there was a report that the test did not take.
public final class TestLoop implements AutoCloseable {
  public final SkippingClock clock = new SkippingClock();
  public final EventLoop loop;
  private final List<ExceptionContext> reports = new ArrayList<>();

  public TestLoop() {
    this(true);
  }

  private TestLoop(boolean virtual) {
    loop =
        new SelectorEventLoop(
            LoopOptions.DEFAULTS, virtual ? Machine.withClock(clock) : Machine.SYSTEM);
    loop.setExceptionHandler((_, context) -> reports.add(context));
  }

  /// Runs `body` as a program.
  public static void run(Action body) {
    call(Coroutine.of(body));
  }

  /// Runs `body` as a program on the machine's clock: while other threads work, time must pass by
  /// itself.
  public static void runInRealTime(Action body) {
    new TestLoop(false).runToItsEnd(Coroutine.of(body));
  }

  /// Runs `body` as a program and returns its value.
  public static <T> T call(Coroutine<T> body) {
    return new TestLoop().runToItsEnd(body);
  }

  private <T> T runToItsEnd(Coroutine<T> body) {
    T value = Asyncio.run(body, RunOptions.DEFAULTS.withLoopFactory(() -> loop));
    assertNothingReported();
    return value;
  }

  /// Has the running loop search for deadlocks now.
  public static void searchForDeadlocks() {
    ((TaskLoop) Asyncio.getRunningLoop()).deadlocks().look();
  }

  /// Suspends the current task for a turn of the loop.
  public static void yieldTurn() {
    Asyncio.await(Asyncio.sleep(Duration.ZERO));
  }

  /// Runs until `awaitable` is done.
  public <T> T complete(Awaitable<T> awaitable) {
    return loop.runUntilComplete(awaitable);
  }

  /// Runs the callbacks that are ready, and then those that they make ready, `turns` times.
  public void turns(int turns) {
    for (int i = 0; i < turns; i++) {
      loop.stop();
      loop.runForever();
    }
  }

  /// The loop's time since it was made.
  public Duration elapsed() {
    return Duration.ofNanos(clock.nanos());
  }

  /// The reports to the exception handler since the last call.
  public List<ExceptionContext> takeReports() {
    List<ExceptionContext> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }

  private void assertNothingReported() {
    assertThat(reports).as("reported to the exception handler").isEmpty();
  }

  /// Ends the remaining tasks, closes the loop and checks the reports.
  @Override
  public void close() {
    if (!loop.isClosed()) {
      Asyncio.allTasks(loop).forEach(task -> task.cancel("test is over"));
      loop.callSoon(loop::stop);
      turns(3);
      loop.close();
    }
    assertNothingReported();
  }
}
