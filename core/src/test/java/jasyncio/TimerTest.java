package jasyncio;

import static jasyncio.Asyncio.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `callLater`, `callAt` and the handle that they return.
class TimerTest {
  private final List<String> events = new ArrayList<>();

  @Test
  @Mirrors("test_events.EventLoopTestsMixin.test_call_later")
  void runsTheCallbackOnceAfterTheDelay() {
    try (var test = new TestLoop()) {
      test.loop.callLater(seconds(0.1), () -> events.add("at " + test.elapsed()));
      test.loop.callLater(seconds(1), test.loop::stop);

      test.loop.runForever();

      assertThat(events).containsExactly("at " + seconds(0.1));
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_call_later")
  void runsNothingBeforeTheDelayIsOver() {
    try (var test = new TestLoop()) {
      test.loop.callLater(seconds(10), () -> events.add("ran"));

      test.turns(1);

      assertThat(events).isEmpty();
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  @Mirrors("test_base_events.BaseEventLoopTests.test_call_later")
  void refusesNullInPlaceOfADelay() {
    try (var test = new TestLoop()) {
      assertThatThrownBy(() -> test.loop.callLater(null, () -> {}))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("delay");
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_call_later_negative_delays")
  void runsNegativeDelaysAtOnceInTheOrderOfTheirDueTimes() {
    try (var test = new TestLoop()) {
      test.loop.callLater(seconds(-1), () -> events.add("-1"));
      test.loop.callLater(seconds(-2), () -> events.add("-2"));

      test.turns(1);

      assertThat(events).containsExactly("-2", "-1");
      assertThat(test.elapsed()).isZero();
    }
  }

  @Test
  void runsTimersDueAtTheSameInstantInTheOrderOfTheCalls() {
    try (var test = new TestLoop()) {
      long when = test.loop.time() + seconds(1).toNanos();
      for (String name : List.of("a", "b", "c", "d")) {
        test.loop.callAt(when, () -> events.add(name));
      }
      test.loop.callAt(when, test.loop::stop);

      test.loop.runForever();

      assertThat(events).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_time_and_call_at")
  void runsACallbackAtAPointOfTheLoopsTime() {
    try (var test = new TestLoop()) {
      long when = test.loop.time() + seconds(0.1).toNanos();
      test.loop.callAt(
          when,
          () -> {
            assertThat(test.loop.time()).isEqualTo(when);
            events.add("on time");
            test.loop.stop();
          });

      test.loop.runForever();

      assertThat(events).containsExactly("on time");
    }
  }

  @Test
  @Mirrors("test_events.TimerTests.test_when")
  void tellsWhenItIsDue() {
    try (var test = new TestLoop()) {
      TimerHandle timer = test.loop.callLater(seconds(10), () -> {});

      assertThat(timer.when()).isEqualTo(test.loop.time() + seconds(10).toNanos());
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test__run_once")
  void waitsForTheFirstTimerThatIsNotCancelled() {
    try (var test = new TestLoop()) {
      test.loop.callLater(seconds(5), () -> events.add("cancelled")).cancel();
      test.loop.callLater(seconds(10), test.loop::stop);

      test.loop.runForever();

      assertThat(test.clock.waits()).containsExactly(seconds(10));
      assertThat(events).isEmpty();
    }
  }

  @Test
  void runsNothingIfCancelledByAnotherTimerOfTheSameTurn() {
    try (var test = new TestLoop()) {
      List<TimerHandle> second = new ArrayList<>();
      test.loop.callLater(seconds(1), () -> second.getFirst().cancel());
      second.add(test.loop.callLater(seconds(1), () -> events.add("ran")));
      test.loop.callLater(seconds(2), test.loop::stop);

      test.loop.runForever();

      assertThat(events).isEmpty();
    }
  }

  @Test
  void putsOffToTheNextTurnATimerThatADueOneSetsForNow() {
    try (var test = new TestLoop()) {
      test.loop.callLater(
          seconds(0), () -> test.loop.callLater(seconds(0), () -> events.add("second")));

      test.turns(1);
      assertThat(events).isEmpty();

      test.turns(1);
      assertThat(events).containsExactly("second");
    }
  }

  @Test
  void runsInACopyOfTheContextOfTheCall() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    try (var test = new TestLoop()) {
      var token = variable.set("at the call");
      test.loop.callLater(seconds(0), () -> events.add(variable.get()));
      variable.reset(token);

      test.turns(1);

      assertThat(events).containsExactly("at the call");
    }
  }
}
