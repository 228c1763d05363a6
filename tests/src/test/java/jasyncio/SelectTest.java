package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.select;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectTest {
  private final Queue<String> left = new Queue<>();
  private final Queue<String> right = new Queue<>();

  @AsyncTest(seeds = 20)
  void givesAnItemThatIsThereWithoutASwitch() {
    List<String> events = new ArrayList<>();
    getRunningLoop().callSoon(() -> events.add("another turn"));
    right.putNowait("item");

    assertThat(await(select(left, right))).isEqualTo(new Selected<>(right, "item"));

    assertThat(events).isEmpty();
    assertThat(right.empty()).isTrue();
  }

  @AsyncTest(seeds = 20)
  void prefersTheQueueThatIsNamedFirst() {
    left.putNowait("in the left");
    right.putNowait("in the right");

    assertThat(await(select(right, left)).item()).isEqualTo("in the right");
    assertThat(await(select(right, left)).item()).isEqualTo("in the left");
  }

  @AsyncTest(seeds = 20)
  void waitsForTheFirstItem() {
    getRunningLoop().callLater(seconds(2), () -> left.putNowait("late"));
    getRunningLoop().callLater(seconds(1), () -> right.putNowait("early"));

    assertThat(await(select(left, right)).item()).isEqualTo("early");
    assertThat(await(select(left, right)).item()).isEqualTo("late");
  }

  @AsyncTest(seeds = 20)
  void takesQueuesOfSeveralTypes() {
    Queue<Integer> numbers = new Queue<>();
    numbers.putNowait(1);

    Selected<Object> selected = await(select(List.of(left, numbers)));

    assertThat(selected.item()).isEqualTo(1);
  }

  @AsyncTest(seeds = 20)
  void leavesNoWaiterBehind(VirtualClock clock) {
    Task<Selected<String>> selecting = createTask(select(left, right));
    await(clock.runUntilIdle());
    assertThat(left).hasToString("Queue[maxsize=0, getters=1]");
    assertThat(selecting.toString()).contains("wait_for=select on [");

    right.putNowait("item");
    await(selecting);

    assertThat(left).hasToString("Queue[maxsize=0]");
    assertThat(right).hasToString("Queue[maxsize=0, tasks=1]");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  void takesNothingIfItIsCancelled() {
    Task<Selected<String>> selecting = createTask(select(left, right));
    Task<String> getter = createTask(right.get());
    yieldTurn();
    right.putNowait("item");

    selecting.cancel();

    assertThat(await(waitFor(getter, seconds(1)))).isEqualTo("item");
    assertThat(selecting.cancelled()).isTrue();
  }

  @AsyncTest(seeds = 20)
  void usesUpTheWakeupOfOneQueueOnly(VirtualClock clock) {
    Task<Selected<String>> selecting = createTask(select(left, right));
    await(clock.runUntilIdle());
    Task<String> leftGetter = createTask(left.get());
    Task<String> rightGetter = createTask(right.get());
    await(clock.runUntilIdle());

    right.putNowait("for select");
    left.putNowait("for the getter");

    assertThat(await(selecting).item()).isEqualTo("for select");
    assertThat(await(waitFor(leftGetter, seconds(1)))).isEqualTo("for the getter");
    assertThat(rightGetter.done()).isFalse();
    rightGetter.cancel();
  }

  @AsyncTest(seeds = 20)
  void takesFromAnotherQueueIfAnotherTaskWasQuicker(VirtualClock clock) {
    Task<Selected<String>> selecting = createTask(select(left, right));
    await(clock.runUntilIdle());

    left.putNowait("stolen");
    left.getNowait();
    right.putNowait("item");

    assertThat(await(waitFor(selecting, seconds(1))).item()).isEqualTo("item");
  }

  @AsyncTest(seeds = 20)
  void goesOnWithTheOthersWhenAQueueIsShutDown(VirtualClock clock) {
    Task<Selected<String>> selecting = createTask(select(left, right));
    await(clock.runUntilIdle());
    left.shutdown();
    await(clock.runUntilIdle());
    assertThat(selecting.done()).isFalse();

    right.putNowait("item");

    assertThat(await(selecting).item()).isEqualTo("item");
  }

  @AsyncTest(seeds = 20)
  void failsOnceAllQueuesAreShutDownAndEmpty() {
    left.putNowait("last");
    left.shutdown();
    right.shutdown();
    assertThat(await(select(left, right)).item()).isEqualTo("last");

    assertThatThrownBy(() -> await(select(left, right))).isInstanceOf(QueueShutDownException.class);
  }

  @Test
  void refusesAQueueOfAnotherLoop() {
    try (var first = new TestLoop();
        var second = new TestLoop()) {
      first.loop.callLater(seconds(1), () -> right.putNowait("item"));
      first.complete(right.get());

      assertThatThrownBy(() -> second.complete(waitFor(select(left, right), seconds(1))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("make one for each loop");
      assertThat(left).hasToString("Queue[maxsize=0]");
    }
  }

  @Test
  void needsSomeQueue() {
    assertThatThrownBy(() -> select(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no queues to select from");
  }
}
