package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Signal handlers, with a signal that neither the JVM nor the other tests use.
class SignalHandlerTest {
  private static final String SIGNAL = "WINCH";

  private static void raise() {
    Signal.raise(new Signal(SIGNAL));
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_add_signal_handler",
    "test_events.EventLoopTestsMixin.test_signal_handling_while_selecting",
    "test_unix_events.SelectorEventLoopSignalTests.test_add_signal_handler"
  })
  void runsOnTheLoopAndWakesIt() {
    run(() -> {
      Future<EventLoop> ranOn = getRunningLoop().createFuture();
      getRunningLoop().addSignalHandler(SIGNAL, () -> ranOn.setResult(getRunningLoop()));
      raise();

      assertThat(await(ranOn)).isSameAs(getRunningLoop());
    });
  }

  @Test
  void replacesAnEarlierOneOfTheLoop() {
    run(() -> {
      Future<String> ran = getRunningLoop().createFuture();
      getRunningLoop().addSignalHandler(SIGNAL, () -> ran.setResult("first"));
      getRunningLoop().addSignalHandler(SIGNAL, () -> ran.setResult("second"));
      raise();

      assertThat(await(ran)).isEqualTo("second");
    });
  }

  @Test
  void givesWayToWhatWasThereBeforeWhenRemoved() {
    SignalHandler own = _ -> {};
    SignalHandler before = Signal.handle(new Signal(SIGNAL), own);
    try {
      run(() -> {
        getRunningLoop().addSignalHandler(SIGNAL, () -> {});

        assertThat(getRunningLoop().removeSignalHandler(SIGNAL)).isTrue();
        assertThat(getRunningLoop().removeSignalHandler(SIGNAL)).isFalse();
        assertThat(Signal.handle(new Signal(SIGNAL), own)).isSameAs(own);
      });
    } finally {
      Signal.handle(new Signal(SIGNAL), before);
    }
  }

  @Test
  @Mirrors("test_unix_events.SelectorEventLoopSignalTests.test_close")
  void isRemovedWhenTheLoopCloses() {
    SignalHandler own = _ -> {};
    SignalHandler before = Signal.handle(new Signal(SIGNAL), own);

    run(() -> getRunningLoop().addSignalHandler(SIGNAL, () -> {}));

    assertThat(Signal.handle(new Signal(SIGNAL), before)).isSameAs(own);
  }

  @Test
  void isRefusedForASignalThatDoesNotExist() {
    run(() ->
        assertThatThrownBy(() -> getRunningLoop().addSignalHandler("NONSENSE", () -> {}))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("unknown signal NONSENSE"));
  }

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_signal_handling_args")
  void isCalledWithWhatItWasBoundTo() {
    run(() -> {
      Future<List<Integer>> got = getRunningLoop().createFuture();
      List<Integer> arguments = List.of(1, 2);
      getRunningLoop().addSignalHandler(SIGNAL, () -> got.setResult(arguments));
      raise();

      assertThat(await(got)).isSameAs(arguments);
    });
  }

  @Test
  @Mirrors("test_unix_events.SelectorEventLoopSignalTests.test_add_signal_handler_install_error2")
  void handlerOfAnotherSignalStaysWhenOneIsRefused() {
    run(() -> {
      Future<String> ran = getRunningLoop().createFuture();
      getRunningLoop().addSignalHandler(SIGNAL, () -> ran.setResult("still there"));
      assertThatThrownBy(() -> getRunningLoop().addSignalHandler("KILL", () -> {}))
          .isInstanceOf(IllegalStateException.class);
      raise();

      assertThat(await(ran)).isEqualTo("still there");
    });
  }

  @Test
  @Mirrors({
    "test_unix_events.SelectorEventLoopSignalTests.test_add_signal_handler_install_error",
    "test_unix_events.SelectorEventLoopSignalTests.test_add_signal_handler_install_error3"
  })
  void isRefusedForASignalThatCannotBeCaughtAndNothingIsKept() {
    run(() -> {
      assertThatThrownBy(() -> getRunningLoop().addSignalHandler("KILL", () -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SIGKILL cannot be handled here");
      assertThat(getRunningLoop().removeSignalHandler("KILL")).isFalse();
    });
  }
}
