package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.ensureFuture;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// The conversion of an awaitable where a future is needed.
class EnsureFutureTest {

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_ensure_future_future")
  void leavesAFutureAsItIs() {
    TestLoop.run(() -> {
      Future<String> future = getRunningLoop().createFuture();

      assertThat(ensureFuture(future)).isSameAs(future);
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_ensure_future_task")
  void leavesATaskAsItIs() {
    TestLoop.run(() -> {
      Task<String> task = createTask(() -> "value");

      assertThat(ensureFuture(task)).isSameAs(task);
    });
  }

  /// An awaitable of the program's own.
  private record Answer(int value) implements Coroutine<Integer> {
    @Override
    public Integer run() {
      return value;
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_ensure_future_awaitable")
  void runsAnAwaitableOfOnesOwn() {
    TestLoop.run(() -> {
      Future<Integer> future = ensureFuture(new Answer(42));

      assertThat(await(future)).isEqualTo(42);
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_ensure_future_task_awaitable")
  void makesATaskOfAnAwaitableOfOnesOwn() {
    TestLoop.run(() -> {
      Answer answer = new Answer(42);

      Future<Integer> future = ensureFuture(answer);

      assertThat(future)
          .isInstanceOfSatisfying(
              Task.class, task -> assertThat((Object) task.getCoro()).isSameAs(answer));
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_ensure_future_neither")
  @SuppressWarnings("NullAway")
  void refusesNothing() {
    TestLoop.run(() -> {
      Awaitable<String> nothing = null;

      assertThatThrownBy(() -> ensureFuture(nothing))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("awaitable");
    });
  }

  @Test
  @Mirrors({
    "test_tasks.BaseTaskTests.test_ensure_future_future",
    "test_tasks.BaseTaskTests.test_ensure_future_error_msg"
  })
  void aLoopRefusesAFutureOfAnother() {
    try (TestLoop mine = new TestLoop();
        TestLoop other = new TestLoop()) {
      Future<String> future = mine.loop.createFuture();

      assertThatThrownBy(() -> other.complete(future))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("belongs to " + mine.loop + ", not to " + other.loop);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_ensure_future_task")
  void aLoopRefusesATaskOfAnother() {
    try (TestLoop mine = new TestLoop();
        TestLoop other = new TestLoop()) {
      Task<String> task = mine.loop.createTask(() -> "value");

      assertThatThrownBy(() -> other.complete(task)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void gatherRefusesFuturesOfTwoLoops() {
    try (TestLoop mine = new TestLoop();
        TestLoop other = new TestLoop()) {
      Future<String> first = mine.loop.createFuture();
      Future<String> second = other.loop.createFuture();

      assertThatThrownBy(() -> gather(first, second))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("belongs to " + other.loop);
    }
  }

  @Test
  void aTaskRefusesToAwaitAFutureOfAnotherLoop() {
    try (TestLoop other = new TestLoop()) {
      Future<String> future = other.loop.createFuture();

      TestLoop.run(() ->
          assertThatThrownBy(() -> await(future))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("cannot await"));
    }
  }
}
