package jasyncio;

import static jasyncio.Asyncio.getEventLoop;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.setEventLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// `getEventLoop`, `getRunningLoop` and `setEventLoop`. Every test has a thread of its own.
class CurrentLoopTest {

  @Test
  @Mirrors({
    "test_events.PolicyTests.test_get_event_loop",
    "test_events.GetEventLoopTestsMixin.test_get_event_loop_returns_running_loop2"
  })
  void currentLoopDoesNotExistUnlessItWasSet() {
    assertThatThrownBy(Asyncio::getEventLoop)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no current event loop");
  }

  @Test
  @Mirrors("test_events.GetEventLoopTestsMixin.test_get_event_loop_returns_running_loop2")
  void isTheOneThatWasSet() {
    try (var test = new TestLoop()) {
      setEventLoop(test.loop);

      assertThat(getEventLoop()).isSameAs(test.loop);
    }
  }

  @Test
  @Mirrors("test_events.PolicyTests.test_get_event_loop_after_set_none")
  void isGoneOnceSetToNull() {
    try (var test = new TestLoop()) {
      setEventLoop(test.loop);

      setEventLoop(null);

      assertThatThrownBy(Asyncio::getEventLoop).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @Mirrors("test_events.PolicyTests.test_get_event_loop_thread")
  void isNotThatOfAnotherThread() throws InterruptedException {
    try (var test = new TestLoop()) {
      setEventLoop(test.loop);
      AtomicReference<Throwable> thrown = new AtomicReference<>();

      Thread.ofPlatform()
          .start(() -> {
            try {
              getEventLoop();
            } catch (Throwable t) {
              thrown.set(t);
            }
          })
          .join();

      assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @Mirrors("test_events.GetEventLoopTestsMixin.test_get_event_loop_returns_running_loop")
  void isTheRunningOneInsideACoroutineEvenIfAnotherWasSet() {
    try (var test = new TestLoop();
        var other = new TestLoop()) {
      setEventLoop(other.loop);
      Coroutine<List<EventLoop>> seen = () -> List.of(getEventLoop(), getRunningLoop());

      assertThat(test.complete(seen)).containsExactly(test.loop, test.loop);
    }
  }

  @Test
  void isTheRunningOneInsideACallback() {
    try (var test = new TestLoop()) {
      List<EventLoop> seen = new ArrayList<>();
      test.loop.callSoon(() -> seen.add(getEventLoop()));

      test.turns(1);

      assertThat(seen).containsExactly(test.loop);
    }
  }

  @Test
  @Mirrors("test_events.GetEventLoopTestsMixin.test_get_event_loop_returns_running_loop")
  void runsNowhereOutsideARun() {
    try (var test = new TestLoop()) {
      setEventLoop(test.loop);

      assertThatThrownBy(Asyncio::getRunningLoop)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no running event loop");
    }
  }

  @Test
  void isEachThreadsOwnWhenTwoRunAtOnce() throws InterruptedException {
    try (var test = new TestLoop();
        var other = new TestLoop()) {
      List<EventLoop> seen = new ArrayList<>();
      Coroutine<Void> outer =
          Coroutine.of(() -> {
            Thread thread =
                Thread.ofPlatform()
                    .start(() -> other.complete(Coroutine.of(() -> seen.add(getRunningLoop()))));
            thread.join();
            seen.add(getRunningLoop());
          });

      test.complete(outer);

      assertThat(seen).containsExactly(other.loop, test.loop);
    }
  }
}
