package jasyncio;

import static jasyncio.Asyncio.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// `callSoon` and the handle that it returns.
class CallSoonTest {
  private final List<String> events = new ArrayList<>();

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopTests.test_call_soon",
    "test_events.EventLoopTestsMixin.test_call_soon"
  })
  void runsTheCallbackInTheNextTurn() {
    try (var test = new TestLoop()) {
      String argument = "hello";

      Handle handle = test.loop.callSoon(() -> events.add(argument));

      assertThat(handle.cancelled()).isFalse();
      assertThat(events).isEmpty();
      test.turns(1);
      assertThat(events).containsExactly("hello");
    }
  }

  @Test
  void runsCallbacksInTheOrderOfTheCalls() {
    try (var test = new TestLoop()) {
      List<Integer> order = new ArrayList<>();
      List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
      numbers.forEach(number -> test.loop.callSoon(() -> order.add(number)));

      test.turns(1);

      assertThat(order).isEqualTo(numbers);
    }
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test__run_once_schedule_handle")
  void putsOffToTheNextTurnWhatARunningCallbackQueues() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(() -> test.loop.callSoon(() -> events.add("queued by a callback")));

      test.turns(1);
      assertThat(events).isEmpty();

      test.turns(1);
      assertThat(events).containsExactly("queued by a callback");
    }
  }

  @Test
  void letsTimersInAlthoughACallbackQueuesItselfForever() {
    try (var test = new TestLoop()) {
      test.loop.callSoon(
          new Runnable() {
            @Override
            public void run() {
              test.clock.advance(seconds(1));
              test.loop.callSoon(this);
            }
          });
      test.loop.callLater(
          seconds(5),
          () -> {
            events.add("timer");
            test.loop.stop();
          });

      test.loop.runForever();

      assertThat(events).containsExactly("timer");
    }
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopTests.test__add_callback_cancelled_handle",
    "test_events.HandleTests.test_handle"
  })
  void runsNothingForACancelledHandle() {
    try (var test = new TestLoop()) {
      Handle handle = test.loop.callSoon(() -> events.add("ran"));

      handle.cancel();

      assertThat(handle.cancelled()).isTrue();
      test.turns(1);
      assertThat(events).isEmpty();
    }
  }

  @Test
  void cancelsACallbackThatWouldRunLaterInTheSameTurn() {
    try (var test = new TestLoop()) {
      List<Handle> second = new ArrayList<>();
      test.loop.callSoon(() -> second.getFirst().cancel());
      second.add(test.loop.callSoon(() -> events.add("ran")));

      test.turns(1);

      assertThat(events).isEmpty();
    }
  }

  @Test
  void runsInACopyOfTheContextOfTheCall() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    try (var test = new TestLoop()) {
      var token = variable.set("at the call");
      test.loop.callSoon(() -> {
        events.add(variable.get());
        variable.set("by the callback");
      });
      variable.reset(token);

      test.turns(1);

      events.add(variable.get());
      assertThat(events).containsExactly("at the call", "unset");
    }
  }

  @Test
  void runsInTheVeryContextThatItIsGiven() throws Exception {
    ContextVar<String> variable = new ContextVar<>("variable");
    Context context = new Context();
    try (var test = new TestLoop()) {
      Handle handle = test.loop.callSoon(() -> variable.set("by the callback"), context);

      test.turns(1);

      assertThat(handle.getContext()).isSameAs(context);
      assertThat(context.<String>run(variable::get)).isEqualTo("by the callback");
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNull() {
    try (var test = new TestLoop()) {
      assertThatThrownBy(() -> test.loop.callSoon(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("callback");
    }
  }
}
