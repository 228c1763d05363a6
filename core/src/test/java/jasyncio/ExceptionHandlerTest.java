package jasyncio;

import static jasyncio.Asyncio.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// Failures that no task awaits.
class ExceptionHandlerTest {
  private final List<String> events = new ArrayList<>();
  private final RuntimeException failure = new RuntimeException("spam");

  private void fail() {
    throw failure;
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopTests.test_set_exc_handler_custom",
    "test_events.HandleTests.test_callback_with_exception"
  })
  void getsTheMessageTheExceptionAndTheHandleOfACallback() {
    try (var test = new TestLoop()) {
      Handle handle = test.loop.callSoon(this::fail);

      test.turns(1);

      assertThat(test.takeReports())
          .singleElement()
          .satisfies(report -> {
            assertThat(report.message()).startsWith("Exception in callback ");
            assertThat(report.exception()).isSameAs(failure);
            assertThat(report.handle()).isSameAs(handle);
          });
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_set_exc_handler_custom")
  void getsTheLoop() {
    try (var test = new TestLoop()) {
      List<EventLoop> loops = new ArrayList<>();
      test.loop.setExceptionHandler((loop, _) -> loops.add(loop));
      test.loop.callSoon(this::fail);

      test.turns(1);

      assertThat(loops).containsExactly(test.loop);
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_set_exc_handler_custom")
  void canBeAskedFor() {
    try (var test = new TestLoop()) {
      ExceptionHandler handler = (_, _) -> {};

      test.loop.setExceptionHandler(handler);

      assertThat(test.loop.getExceptionHandler()).isSameAs(handler);
    }
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopTests.test_set_exc_handler_invalid",
    "test_base_events.BaseEventLoopTests.test_set_exc_handler_custom"
  })
  void givesWayToTheLogWhenSetToNull() {
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.loop.setExceptionHandler(null);
      test.loop.callSoon(this::fail);

      test.turns(1);

      assertThat(test.loop.getExceptionHandler()).isNull();
      assertThat(log.records()).hasSize(1);
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_default_exc_handler_callback")
  void logsTheExceptionOfACallbackByDefault() {
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.loop.setExceptionHandler(null);
      test.loop.callSoon(new Named("zero divider", this::fail));

      test.turns(1);

      assertThat(log.records())
          .singleElement()
          .satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(record.getMessage()).startsWith("Exception in callback zero divider");
            assertThat(record.getThrown()).isSameAs(failure);
          });
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_default_exc_handler_callback")
  void logsTheExceptionOfATimerByDefault() {
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.loop.setExceptionHandler(null);
      test.loop.callLater(seconds(0.01), new Named("zero divider", this::fail));
      test.loop.callLater(seconds(0.02), test.loop::stop);

      test.loop.runForever();

      assertThat(log.records())
          .extracting(LogRecord::getThrown)
          .containsExactly((Throwable) failure);
    }
  }

  private record Named(String name, Runnable callback) implements Runnable {
    @Override
    public void run() {
      callback.run();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Test
  void letsTheLoopGoOnAfterAnErrorThatIsNotFatal() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> {
        throw new AssertionError("not fatal");
      });
      test.loop.callSoon(() -> events.add("went on"));

      test.turns(1);

      assertThat(test.takeReports()).hasSize(1);
      assertThat(events).containsExactly("went on");
    }
  }

  @Test
  void letsTheLoopGoOnAfterAnOverflowOfTheStack() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(this::recurse);
      test.loop.callSoon(() -> events.add("went on"));

      test.turns(1);

      assertThat(test.takeReports())
          .singleElement()
          .extracting(ExceptionContext::exception)
          .isInstanceOf(StackOverflowError.class);
      assertThat(events).containsExactly("went on");
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private void recurse() {
    recurse();
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_set_exc_handler_broken")
  void isItselfLoggedWhenItThrows() {
    RuntimeException broken = new RuntimeException("broken handler");
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.loop.setExceptionHandler((_, _) -> {
        throw broken;
      });
      test.loop.callSoon(this::fail);
      test.loop.callSoon(() -> events.add("went on"));

      test.turns(1);

      assertThat(log.records())
          .singleElement()
          .satisfies(record -> {
            assertThat(record.getMessage()).startsWith("Unhandled error in exception handler");
            assertThat(record.getThrown()).isSameAs(broken);
          });
      assertThat(events).containsExactly("went on");
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_default_exc_handler_broken")
  void leavesWhatItWasToHandleInTheLogWhenItThrows() {
    RuntimeException broken = new RuntimeException("broken handler");
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.loop.setExceptionHandler((_, _) -> {
        throw broken;
      });
      test.loop.callSoon(this::fail);

      test.turns(1);

      Throwable logged = log.records().getFirst().getThrown();
      assertThat(logged.getSuppressed())
          .singleElement()
          .satisfies(original -> {
            assertThat(original).hasMessageStartingWith("while handling: Exception in callback ");
            assertThat(original).hasCause(failure);
          });
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_default_exc_handler_broken")
  void fallsBackToASimpleLineWhenTheDefaultFails() {
    var full = new FullOnce();
    Logger logger = Logger.getLogger("jasyncio");
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.loop.setExceptionHandler(null);
      logger.addHandler(full);

      test.loop.callExceptionHandler(ExceptionContext.of("the first report", null));

      assertThat(log.records())
          .extracting(LogRecord::getMessage)
          .last()
          .isEqualTo("Exception in default exception handler");
    } finally {
      logger.removeHandler(full);
    }
  }

  /// A log that has no room for its first record.
  private static final class FullOnce extends Handler {
    private boolean full = true;

    @Override
    public void publish(LogRecord logRecord) {
      if (full) {
        full = false;
        throw new IllegalStateException("no space left");
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void byDefaultNamesTheClassOfAValueThatCannotBePrinted() {
    try (var test = new TestLoop();
        var log = new CapturedLog()) {
      test.loop.setExceptionHandler(null);
      Future<Object> future = test.loop.createFuture();
      future.setResult(new Unprintable());

      test.loop.callExceptionHandler(ExceptionContext.of("about a value", null).withFuture(future));

      assertThat(log.records())
          .singleElement()
          .extracting(LogRecord::getMessage)
          .asString()
          .contains("about a value", Unprintable.class.getName());
    }
  }

  private static final class Unprintable {
    @Override
    public String toString() {
      throw new IllegalStateException("unprintable");
    }
  }

  @Test
  @Mirrors("test_futures2.FutureTests.test_handle_exc_handler_correct_context")
  void runsInTheContextOfTheCallback() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    try (var test = new TestLoop()) {
      test.loop.setExceptionHandler((_, _) -> events.add(variable.get()));
      test.loop.callSoon(() -> {
        variable.set("set by the callback");
        fail();
      });

      test.turns(1);

      assertThat(events).containsExactly("set by the callback");
    }
  }

  @Test
  @Mirrors("test_futures2.FutureTests.test_task_exc_handler_correct_context")
  void runsInTheContextOfATaskThatWasNeverAwaited() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    try (var test = new TestLoop()) {
      test.loop.setExceptionHandler((_, _) -> events.add(variable.get()));
      test.loop.createTask(
          Coroutine.of(() -> {
            variable.set("set by the task");
            fail();
          }));
      test.turns(1);

      test.loop.close();

      assertThat(events).containsExactly("set by the task");
    }
  }
}
