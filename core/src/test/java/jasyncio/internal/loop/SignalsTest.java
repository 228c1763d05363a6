package jasyncio.internal.loop;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.Mirrors;
import jasyncio.TestLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// A loop's signal handlers, in a process that is a map.
class SignalsTest {
  private final Map<String, SignalHandler> process = new HashMap<>();

  private SignalHandler install(Signal signal, SignalHandler handler) {
    SignalHandler before = process.put(signal.getName(), handler);
    return before == null ? SignalHandler.SIG_DFL : before;
  }

  private SignalHandler handler() {
    return Objects.requireNonNull(process.get("TERM"));
  }

  private void arrive() {
    arriveAt(handler());
  }

  private static void arriveAt(SignalHandler handler) {
    handler.handle(new Signal("TERM"));
    await(sleep(Duration.ZERO));
  }

  private Signals signals() {
    return new Signals(Loop.running(), this::install);
  }

  @Test
  void leavesOutACallbackThatWasCancelled() {
    TestLoop.run(() -> {
      AtomicInteger calls = new AtomicInteger();
      signals().add("TERM", calls::incrementAndGet).cancel();
      arrive();

      assertThat(calls).hasValue(0);
    });
  }

  @Test
  @Mirrors("test_unix_events.SelectorEventLoopSignalTests.test_handle_signal_cancelled_handler")
  void removesAHandlerThatWasCancelledWhenTheSignalComes() {
    TestLoop.run(() -> {
      Signals signals = signals();
      signals.add("TERM", () -> {}).cancel();
      arrive();

      assertThat(process).containsEntry("TERM", SignalHandler.SIG_DFL);
      assertThat(signals.remove("TERM")).isFalse();
    });
  }

  @Test
  void keepsAHandlerThatTookThePlaceOfACancelledOne() {
    TestLoop.run(() -> {
      AtomicInteger calls = new AtomicInteger();
      Signals signals = signals();
      signals.add("TERM", () -> {}).cancel();
      SignalHandler ofTheCancelled = handler();
      signals.add("TERM", calls::incrementAndGet);
      arriveAt(ofTheCancelled);
      arrive();

      assertThat(calls).hasValue(1);
    });
  }

  @Test
  @Mirrors("test_unix_events.SelectorEventLoopSignalTests.test_remove_signal_handler_error")
  void tellsThatTheSystemDidNotTakeBackWhatWasThereBefore() {
    TestLoop.run(() -> {
      var signals =
          new Signals(
              Loop.running(),
              (signal, handler) -> {
                if (handler == SignalHandler.SIG_DFL) {
                  throw new IllegalArgumentException("not now");
                }
                return install(signal, handler);
              });
      signals.add("TERM", () -> {});

      assertThatThrownBy(() -> signals.remove("TERM"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot be handled here: not now");
    });
  }
}
