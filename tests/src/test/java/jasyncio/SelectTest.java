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

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectTest {
  private final Queue<String> left = new Queue<>();
  private final Queue<String> right = new Queue<>();

  @Test
  void givesAnItemThatIsThereWithoutASwitch() {
    TestLoop.run(() -> {
      List<String> events = new ArrayList<>();
      getRunningLoop().callSoon(() -> events.add("another turn"));
      right.putNowait("item");

      assertThat(await(select(left, right))).isEqualTo(new Selected<>(right, "item"));

      assertThat(events).isEmpty();
      assertThat(right.empty()).isTrue();
    });
  }

  @Test
  void prefersTheQueueThatIsNamedFirst() {
    TestLoop.run(() -> {
      left.putNowait("in the left");
      right.putNowait("in the right");

      assertThat(await(select(right, left)).item()).isEqualTo("in the right");
      assertThat(await(select(right, left)).item()).isEqualTo("in the left");
    });
  }

  @Test
  void waitsForTheFirstItem() {
    TestLoop.run(() -> {
      getRunningLoop().callLater(seconds(2), () -> left.putNowait("late"));
      getRunningLoop().callLater(seconds(1), () -> right.putNowait("early"));

      assertThat(await(select(left, right)).item()).isEqualTo("early");
      assertThat(await(select(left, right)).item()).isEqualTo("late");
    });
  }

  @Test
  void takesQueuesOfSeveralTypes() {
    TestLoop.run(() -> {
      Queue<Integer> numbers = new Queue<>();
      numbers.putNowait(1);

      Selected<Object> selected = await(select(List.of(left, numbers)));

      assertThat(selected.item()).isEqualTo(1);
    });
  }

  @Test
  void leavesNoWaiterBehind() {
    TestLoop.run(() -> {
      Task<Selected<String>> selecting = createTask(select(left, right));
      yieldTurn();
      assertThat(left).hasToString("Queue[maxsize=0, getters=1]");
      assertThat(selecting.toString()).contains("wait_for=select on [");

      right.putNowait("item");
      await(selecting);

      assertThat(left).hasToString("Queue[maxsize=0]");
      assertThat(right).hasToString("Queue[maxsize=0, tasks=1]");
    });
  }

  @Test
  void takesNothingIfItIsCancelled() {
    TestLoop.run(() -> {
      Task<Selected<String>> selecting = createTask(select(left, right));
      Task<String> getter = createTask(right.get());
      yieldTurn();
      right.putNowait("item");

      selecting.cancel();

      assertThat(await(waitFor(getter, seconds(1)))).isEqualTo("item");
      assertThat(selecting.cancelled()).isTrue();
    });
  }

  @Test
  void usesUpTheWakeupOfOneQueueOnly() {
    TestLoop.run(() -> {
      Task<Selected<String>> selecting = createTask(select(left, right));
      yieldTurn();
      Task<String> leftGetter = createTask(left.get());
      Task<String> rightGetter = createTask(right.get());
      yieldTurn();

      right.putNowait("for select");
      left.putNowait("for the getter");

      assertThat(await(selecting).item()).isEqualTo("for select");
      assertThat(await(waitFor(leftGetter, seconds(1)))).isEqualTo("for the getter");
      assertThat(rightGetter.done()).isFalse();
      rightGetter.cancel();
    });
  }

  @Test
  void takesFromAnotherQueueIfSomebodyWasQuicker() {
    TestLoop.run(() -> {
      Task<Selected<String>> selecting = createTask(select(left, right));
      yieldTurn();

      left.putNowait("stolen");
      left.getNowait();
      right.putNowait("item");

      assertThat(await(waitFor(selecting, seconds(1))).item()).isEqualTo("item");
    });
  }

  @Test
  void goesOnWithTheOthersWhenAQueueIsShutDown() {
    TestLoop.run(() -> {
      Task<Selected<String>> selecting = createTask(select(left, right));
      yieldTurn();
      left.shutdown();
      yieldTurn();
      assertThat(selecting.done()).isFalse();

      right.putNowait("item");

      assertThat(await(selecting).item()).isEqualTo("item");
    });
  }

  @Test
  void failsOnceAllQueuesAreShutDownAndEmpty() {
    TestLoop.run(() -> {
      left.putNowait("last");
      left.shutdown();
      right.shutdown();
      assertThat(await(select(left, right)).item()).isEqualTo("last");

      assertThatThrownBy(() -> await(select(left, right)))
          .isInstanceOf(QueueShutDownException.class);
    });
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
