package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `close` of a loop, and closed loops.
class LoopCloseTest {

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_close")
  void makesTheLoopClosed() {
    EventLoop loop = Asyncio.newEventLoop();
    assertThat(loop.isClosed()).isFalse();

    loop.close();

    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopTests.test_close",
    "test_selector_events.BaseSelectorEventLoopTests.test_close"
  })
  void mayBeRepeated() {
    EventLoop loop = Asyncio.newEventLoop();
    loop.close();

    loop.close();

    assertThat(loop.isClosed()).isTrue();
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_close_running_event_loop")
  void isRefusedWhileTheLoopRuns() {
    try (var test = new TestLoop()) {
      test.complete(
          Coroutine.of(() ->
              assertThatThrownBy(test.loop::close)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("while it runs")));

      assertThat(test.loop.isClosed()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_close",
    "test_base_events.BaseEventLoopTests.test_close",
    "test_selector_events.BaseSelectorEventLoopTests.test_close"
  })
  void leavesNothingToDoFor(Consumer<EventLoop> operation) {
    EventLoop loop = Asyncio.newEventLoop();
    loop.close();

    assertThatThrownBy(() -> operation.accept(loop))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  static Stream<Named<Consumer<EventLoop>>> leavesNothingToDoFor() {
    Runnable callback = () -> {};
    Coroutine<String> coroutine = () -> "value";
    return Stream.of(
        named("runForever", EventLoop::runForever),
        named("runUntilComplete", loop -> loop.runUntilComplete(coroutine)),
        named("callSoon", loop -> loop.callSoon(callback)),
        named("callSoonThreadsafe", loop -> loop.callSoonThreadsafe(callback)),
        named("callLater", loop -> loop.callLater(seconds(1), callback)),
        named("callAt", loop -> loop.callAt(loop.time(), callback)),
        named("createTask", loop -> loop.createTask(coroutine)),
        named("addSignalHandler", loop -> loop.addSignalHandler("HUP", callback)),
        named("runInExecutor", loop -> loop.runInExecutor(null, () -> "value")),
        named(
            "runInExecutor of an executor", loop -> loop.runInExecutor(job -> {}, () -> "value")));
  }

  @Test
  @Mirrors("test_selector_events.BaseSelectorEventLoopTests.test_close")
  void takesChannelsOffTheSelector() throws IOException {
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var _ = pipe.sink()) {
      source.configureBlocking(false);
      SelectorEventLoop loop = new SelectorEventLoop(LoopOptions.DEFAULTS);
      loop.channels().watch(source, () -> {}, () -> {});
      assertThat(source.isRegistered()).isTrue();

      loop.close();

      assertThat(source.isRegistered()).isFalse();
    }
  }

  @Test
  void dropsWhatIsScheduled() {
    List<String> events = new ArrayList<>();
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> events.add("callback"));
      test.loop.callLater(seconds(0), () -> events.add("timer"));

      test.loop.close();
    }

    assertThat(events).isEmpty();
  }

  @Test
  void leavesHandlesThatCanStillBeCancelled() {
    EventLoop loop = Asyncio.newEventLoop();
    TimerHandle timer = loop.callLater(seconds(1), () -> {});
    loop.close();

    timer.cancel();

    assertThat(timer.cancelled()).isTrue();
  }

  private static EventLoop loopThatRanOnce(Consumer<EventLoop> prepare) {
    EventLoop loop = new SelectorEventLoop(LoopOptions.DEFAULTS);
    prepare.accept(loop);
    loop.callSoon(loop::stop);
    loop.runForever();
    return loop;
  }

  @Test
  void runsTheFinallyBlocksOfTasksThatAreLeftHalfWay() {
    List<String> events = new ArrayList<>();
    EventLoop loop =
        loopThatRanOnce(it ->
            it.createTask(
                Coroutine.of(() -> {
                  try {
                    await(sleep(seconds(3600)));
                  } finally {
                    events.add("cleaned up");
                  }
                })));

    loop.close();

    assertThat(events).containsExactly("cleaned up");
  }

  @Test
  void reportsATaskThatContinuesInSpiteOfCancellationsAndLeavesIt() {
    List<String> messages = new ArrayList<>();
    EventLoop loop =
        loopThatRanOnce(it ->
            it.createTask(
                Coroutine.of(() -> {
                  while (true) {
                    try {
                      await(sleep(seconds(3600)));
                    } catch (Throwable t) {
                      // and on
                    }
                  }
                })));
    loop.setExceptionHandler((_, context) -> messages.add(context.message()));

    loop.close();

    assertThat(messages)
        .containsExactly("Task ignored that its event loop closes: let CancelledError end it");
  }

  @Test
  void letsNoTaskAwaitInItsFinallyBlock() {
    List<String> events = new ArrayList<>();
    EventLoop loop =
        loopThatRanOnce(it ->
            it.createTask(
                Coroutine.of(() -> {
                  try {
                    await(sleep(seconds(3600)));
                  } finally {
                    try {
                      await(sleep(seconds(1)));
                    } catch (CancelledError e) {
                      events.add(e.getMessage());
                    }
                  }
                })));

    loop.close();

    assertThat(events).containsExactly("the event loop is closing");
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_log_destroyed_pending_task")
  void reportsTasksThatAreLeftHalfWayInDebugMode() {
    List<ExceptionContext> reports = new ArrayList<>();
    EventLoop loop = new SelectorEventLoop(LoopOptions.DEFAULTS.withDebug(true));
    loop.setExceptionHandler((_, context) -> reports.add(context));
    Task<Void> task = loop.createTask(sleep(seconds(3600)));

    loop.close();

    assertThat(reports)
        .singleElement()
        .satisfies(report -> {
          assertThat(report.message()).isEqualTo("Task was destroyed but it is pending!");
          assertThat(report.future()).isSameAs(task);
          assertThat(report.sourceTraceback()).isNotEmpty();
        });
  }

  private static void cleanUpInAnEagerTask(List<Object> events, TaskOptions options) {
    try {
      await(sleep(seconds(3600)));
    } finally {
      Coroutine<Void> cleanUp =
          Coroutine.of(() -> {
            try {
              await(sleep(seconds(1)));
            } catch (CancelledError e) {
              events.add(e.getMessage());
              throw e;
            }
          });
      Task<Void> eager = Asyncio.getRunningLoop().createTask(cleanUp, options);
      events.add(eager.cancelled());
    }
  }

  @Test
  void endsAnEagerTaskThatAFinallyBlockBegins() {
    List<Object> events = new ArrayList<>();
    TaskOptions eager = TaskOptions.DEFAULTS.withEagerStart(true);
    EventLoop loop =
        loopThatRanOnce(
            it -> it.createTask(Coroutine.of(() -> cleanUpInAnEagerTask(events, eager))));

    loop.close();

    assertThat(events).containsExactly("the event loop is closing", true);
    assertThat(Asyncio.allTasks(loop)).isEmpty();
  }

  @Test
  void endsATaskThatAFinallyBlockBeginsByAnEagerFactory() {
    List<Object> events = new ArrayList<>();
    EventLoop loop =
        loopThatRanOnce(it -> {
          it.setTaskFactory(Asyncio.eagerTaskFactory());
          it.createTask(Coroutine.of(() -> cleanUpInAnEagerTask(events, TaskOptions.DEFAULTS)));
        });

    loop.close();

    assertThat(events).containsExactly("the event loop is closing", true);
  }
}
