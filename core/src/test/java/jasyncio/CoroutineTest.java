package jasyncio;

import static jasyncio.Asyncio.allTasks;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Coroutines that await coroutines.
class CoroutineTest {

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_task_basics")
  void awaitsOthersAndUsesTheirValues() {
    Coroutine<Integer> inner1 = () -> 42;
    Coroutine<Integer> inner2 = () -> 1000;
    Coroutine<Integer> outer = () -> await(inner1) + await(inner2);

    int sum = TestLoop.call(outer);

    assertThat(sum).isEqualTo(1042);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Mirrors("test_pep492.CoroutineTests.test_async_def_coroutines")
  void givesItsValueInAndOutOfDebugMode(boolean debug) {
    Coroutine<String> inner = () -> await(sleep(seconds(1), "spam"));

    try (var test = new TestLoop()) {
      test.loop.setDebug(debug);

      assertThat(test.complete((Coroutine<String>) () -> await(inner))).isEqualTo("spam");
    }
  }

  @Test
  void doesNothingUntilItIsAwaited() {
    List<String> events = new ArrayList<>();
    Coroutine<Void> coroutine = Coroutine.of(() -> events.add("ran"));

    TestLoop.run(() -> {
      events.add("before");
      await(coroutine);
      events.add("after");
    });

    assertThat(events).containsExactly("before", "ran", "after");
  }

  @Test
  void runsInTheTaskThatAwaitsIt() {
    Coroutine<Boolean> inTaskOfCaller =
        () -> {
          Task<?> caller = currentTask();
          return await((Coroutine<Boolean>) () -> currentTask() == caller);
        };

    assertThat(TestLoop.call(inTaskOfCaller)).isTrue();
  }

  @Test
  void letsNothingElseRunIfItDoesNotWait() {
    List<String> events = new ArrayList<>();

    TestLoop.run(() -> {
      Task<Boolean> other = createTask(() -> events.add("another task"));
      await(Coroutine.of(() -> events.add("awaited")));
      await(other);
    });

    assertThat(events).containsExactly("awaited", "another task");
  }

  @Test
  @Mirrors("test_eager_task_factory.BaseTaskCountingTests.test_awaitables_chain")
  void makesNoTasksForAChainOfAwaits() {
    int tasks = TestLoop.call(tasksSeenBelow(100));

    assertThat(tasks).isEqualTo(1);
  }

  private static Coroutine<Integer> tasksSeenBelow(int depth) {
    return () -> depth == 0 ? allTasks().size() : await(tasksSeenBelow(depth - 1));
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_coroutine_non_gen_function_return_future")
  void mayGiveAFutureAsItsValue() {
    try (var test = new TestLoop()) {
      Future<String> future = test.loop.createFuture();
      Coroutine<Future<String>> coroutine = () -> future;

      Future<String> value = test.complete(coroutine);

      assertThat(value).isSameAs(future);
    }
  }

  @Test
  @Mirrors("test_pep492.CoroutineTests.test_iscoroutine")
  void mayBeAnObjectOfAClassOfTheUsers() {
    record Constant(int value) implements Coroutine<Integer> {
      @Override
      public Integer run() {
        return value;
      }
    }

    int value = TestLoop.call(() -> await(new Constant(42)));

    assertThat(value).isEqualTo(42);
  }

  @Test
  void throwsAtTheAwaitWhatItsBodyThrew() {
    IOException failure = new IOException("disk full");
    Coroutine<Void> failing =
        () -> {
          await(sleep(seconds(1)));
          throw failure;
        };

    TestLoop.run(() -> assertThatThrownBy(() -> await(failing)).isSameAs(failure));
  }

  @Test
  void runsAgainWhenAwaitedAgain() {
    List<String> events = new ArrayList<>();
    Coroutine<Void> coroutine = Coroutine.of(() -> events.add("ran"));

    TestLoop.run(() -> {
      await(coroutine);
      await(coroutine);
    });

    assertThat(events).containsExactly("ran", "ran");
  }
}
