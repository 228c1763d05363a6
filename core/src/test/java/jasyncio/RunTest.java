package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.loop.Machine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The steps of `run`, in their order.
class RunTest {

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_from_running_loop")
  void refusesWhenALoopAlreadyRunsInThisThread() {
    run(() ->
        assertThatThrownBy(() -> run(sleep(seconds(0))))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("run() cannot be called from EventLoop"));
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNullInPlaceOfACoroutine() {
    Coroutine<String> nothing = null;

    assertThatThrownBy(() -> run(nothing))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("coroutine");
  }

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_loop_factory")
  void makesOneFreshLoop() {
    List<EventLoop> made = new ArrayList<>();
    RunOptions options =
        RunOptions.DEFAULTS.withLoopFactory(() -> {
          made.add(new SelectorEventLoop(LoopOptions.DEFAULTS));
          return made.getLast();
        });

    EventLoop loop = run(() -> getRunningLoop(), options);

    assertThat(made).containsExactly(loop);
  }

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_return")
  void givesTheValue() {
    String value =
        run(() -> {
          await(sleep(seconds(0)));
          return "coroutine finished!";
        });

    assertThat(value).isEqualTo("coroutine finished!");
  }

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_raises")
  void throwsWhatTheCoroutineThrew() {
    IOException failure = new IOException("disk full");

    assertThatThrownBy(() ->
            run(() -> {
              throw failure;
            }))
        .isSameAs(failure);
  }

  @Test
  void cancelsAndAwaitsTasksThatAreLeft() {
    List<String> events = new ArrayList<>();

    run(() -> {
      createTask(() -> {
        try {
          await(sleep(seconds(3600)));
        } finally {
          await(sleep(seconds(0)));
          events.add("cleaned up");
        }
      });
      await(sleep(seconds(0)));
    });

    assertThat(events).containsExactly("cleaned up");
  }

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_reports_hanging_tasks_errors")
  void reportsWhatTasksThatAreLeftFailWith() {
    IllegalStateException failure = new IllegalStateException("in cleanup");
    List<Task<?>> left = new ArrayList<>();
    TestLoop test = new TestLoop();

    int value =
        run(
            () -> {
              left.add(
                  createTask(() -> {
                    try {
                      await(sleep(seconds(3600)));
                    } catch (CancelledError e) {
                      throw failure;
                    }
                  }));
              await(sleep(seconds(0)));
              return 123;
            },
            RunOptions.DEFAULTS.withLoopFactory(() -> test.loop));

    assertThat(value).isEqualTo(123);
    assertThat(test.takeReports())
        .containsExactly(
            ExceptionContext.of("unhandled exception during run() shutdown", failure)
                .withFuture(left.getFirst()));
  }

  @Test
  @Mirrors("test_runners.RunTests.test_loop_factory_default_event_loop")
  void makesTheLoopWithTheFactoryForOrdinaryOnes() {
    RunOptions options = RunOptions.DEFAULTS.withLoopFactory(Asyncio::newEventLoop);

    EventLoop loop = run(() -> getRunningLoop(), options);

    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_return")
  void closesTheLoop() {
    AtomicReference<EventLoop> loop = new AtomicReference<>();

    run(() -> loop.set(getRunningLoop()));

    assertThat(loop.get().isClosed()).isTrue();
  }

  @Test
  @Mirrors("test_runners.RunTests.test_asyncio_run_raises")
  void closesTheLoopAfterAFailureToo() {
    AtomicReference<EventLoop> loop = new AtomicReference<>();

    assertThatThrownBy(() ->
            run(() -> {
              loop.set(getRunningLoop());
              throw new IOException("disk full");
            }))
        .isInstanceOf(IOException.class);

    assertThat(loop.get().isClosed()).isTrue();
  }

  @Test
  @Timeout(60)
  void saysWhichTaskKeepsItFromEnding() throws Exception {
    CompletableFuture<String> never = new CompletableFuture<>();
    LoopOptions options = LoopOptions.DEFAULTS.withLongStepDuration(Duration.ofMillis(10));
    try (var log = new CapturedLog()) {
      Thread program =
          Thread.ofPlatform()
              .start(() ->
                  run(
                      () -> {
                        createTask(() -> never.join(), TaskOptions.named("stubborn"));
                        await(sleep(seconds(0)));
                      },
                      RunOptions.DEFAULTS.withLoopFactory(() ->
                          new SelectorEventLoop(options, Machine.withClock(new SkippingClock())))));
      while (log.records().stream()
          .map(LogRecord::getMessage)
          .noneMatch(
              text -> text.contains("stubborn") && text.contains("CompletableFuture.join"))) {
        Thread.onSpinWait();
      }
      never.complete("after all");
      program.join();

      assertThat(log.records()).isNotEmpty();
    }
  }
}
