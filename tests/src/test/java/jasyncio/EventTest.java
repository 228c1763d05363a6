package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTest {
  private final Event event = new Event();
  private final List<String> events = new ArrayList<>();

  private Task<Void> waiter(String name) {
    return createTask(() -> {
      await(event.waitSet());
      events.add(name);
    });
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.EventTests.test_repr")
  void tellsInItsTextWhetherItIsSetAndHowManyWait(VirtualClock clock) {
    assertThat(event).hasToString("Event[unset]");
    waiter("waiter");
    await(clock.runUntilIdle());
    assertThat(event).hasToString("Event[unset, waiters=1]");

    event.set();
    await(clock.runUntilIdle());

    assertThat(event).hasToString("Event[set]");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_locks.EventTests.test_wait")
  void wakesAllThatWaitBehindATaskThatFindsItSet() {
    waiter("first");
    waiter("second");
    yieldTurn();
    assertThat(events).isEmpty();

    waiter("third");
    event.set();
    yieldTurn();

    assertThat(events).containsExactly("third", "first", "second");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.EventTests.test_wait_on_set")
  void keepsNoTaskWaitingIfItIsSet() {
    getRunningLoop().callSoon(() -> events.add("another turn"));
    event.set();

    await(event.waitSet());

    assertThat(events).isEmpty();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.EventTests.test_wait_cancel")
  void forgetsAWaiterThatIsCancelled() {
    Task<Void> task = createTask(event.waitSet());
    getRunningLoop().callSoon(task::cancel);

    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);

    assertThat(event).hasToString("Event[unset]");
  }

  @Test
  @Mirrors("test_locks.EventTests.test_clear")
  void isNotSetOnceCleared() {
    assertThat(event.isSet()).isFalse();

    event.set();
    assertThat(event.isSet()).isTrue();

    event.clear();
    assertThat(event.isSet()).isFalse();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_locks.EventTests.test_clear_with_waiters")
  void wakesWaitingTasksThoughItIsClearedAtOnce(VirtualClock clock) {
    Task<Void> task = waiter("waiter");
    await(clock.runUntilIdle());

    event.set();
    event.clear();
    assertThat(event.isSet()).isFalse();
    event.set();
    event.set();
    event.clear();
    assertThat(event).hasToString("Event[unset, waiters=1]");
    await(clock.runUntilIdle());

    assertThat(events).containsExactly("waiter");
    assertThat(task.done()).isTrue();
    assertThat(event).hasToString("Event[unset]");
  }

  @Test
  void refusesToMakeTasksOfAnotherLoopWait() {
    TestLoop.run(() -> {
      waiter("of the first loop");
      yieldTurn();
    });

    TestLoop.run(() ->
        assertThatThrownBy(() -> await(event.waitSet()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("make one for each loop"));
  }
}
