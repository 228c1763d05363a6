package jasyncio;

import static jasyncio.Asyncio.asCompleted;
import static jasyncio.Asyncio.asCompletedTasks;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Results in the order in which they are available.
class AsCompletedTest {

  private static Duration now() {
    return Duration.ofNanos(getRunningLoop().time());
  }

  private static <T> List<Future<T>> drained(Iterable<Future<T>> items) {
    List<Future<T>> list = new ArrayList<>();
    items.forEach(list::add);
    return list;
  }

  @AsyncTest(seeds = 20)
  void givesWhatFinishesFirstFirst() {
    List<String> values = new ArrayList<>();

    for (Future<String> item :
        asCompleted(List.of(sleep(millis(150), "b"), sleep(millis(100), "a")))) {
      values.add(await(item));
    }

    assertThat(values).containsExactly("a", "b");
    assertThat(now()).isEqualTo(millis(150));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_reverse_wait")
  void givesTheFirstValueToTheItemAwaitedFirst() {
    List<Future<String>> items =
        drained(asCompleted(List.of(sleep(millis(50), "a"), sleep(millis(100), "b"))));

    String first = await(items.get(1));
    Duration firstAt = now();
    String second = await(items.get(0));

    assertThat(first).isEqualTo("a");
    assertThat(firstAt).isEqualTo(millis(50));
    assertThat(second).isEqualTo("b");
    assertThat(now()).isEqualTo(millis(100));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_concurrent")
  void letsAllItemsBeAwaitedAtOnce() {
    List<Future<String>> items =
        drained(asCompleted(List.of(sleep(millis(50), "a"), sleep(millis(100), "b"))));

    List<String> values = await(gather(items));

    assertThat(values).containsExactlyInAnyOrder("a", "b");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_resume_iterator")
  void goesOnWhereALoopOverItWasLeft() {
    Iterable<Future<Integer>> items =
        asCompleted(
            List.of(
                sleep(seconds(1), 1),
                sleep(seconds(2), 2),
                sleep(seconds(3), 3),
                sleep(seconds(4), 4)));
    List<Integer> values = new ArrayList<>();
    for (Future<Integer> item : items) {
      values.add(await(item));
      if (values.size() == 2) {
        break;
      }
    }

    for (Future<Integer> item : items) {
      values.add(await(item));
    }

    assertThat(values).containsExactly(1, 2, 3, 4);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_duplicate_coroutines")
  void runsACoroutineGivenTwiceOnce() {
    List<String> runs = new ArrayList<>();
    Coroutine<String> ham = () -> ran("ham", runs);
    Coroutine<String> spam = () -> ran("spam", runs);
    List<String> values = new ArrayList<>();

    for (Future<String> item : asCompleted(List.of(ham, ham, spam))) {
      values.add(await(item));
    }

    assertThat(values).containsExactlyInAnyOrder("ham", "spam");
    assertThat(runs).containsExactlyInAnyOrder("ham", "spam");
  }

  private static String ran(String name, List<String> runs) {
    runs.add(name);
    return name;
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_coroutine_use_running_loop")
  void runsCoroutinesOnTheRunningLoop() {
    Coroutine<Integer> answer = () -> 42;

    List<Future<Integer>> items = drained(asCompleted(List.of(answer)));

    assertThat(items).hasSize(1);
    assertThat(items.getFirst().getLoop()).isSameAs(getRunningLoop());
    assertThat(await(items.getFirst())).isEqualTo(42);
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_coroutine_without_loop")
  void needsALoop() {
    Coroutine<Integer> answer = () -> 42;

    assertThatThrownBy(() -> asCompleted(List.of(answer)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no current event loop");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_with_timeout")
  void failsTheItemsThatAreLeftAtTheTimeout() {
    Task<String> quick = createTask(sleep(millis(100), "a"));
    Task<String> slow = createTask(sleep(millis(150), "b"));
    Iterator<Future<String>> items = asCompleted(List.of(slow, quick), millis(120)).iterator();

    String first = await(items.next());

    assertThat(first).isEqualTo("a");
    assertThatThrownBy(() -> await(items.next())).isInstanceOf(TimeoutException.class);
    assertThat(now()).isEqualTo(millis(120));
    assertThat(await(slow)).isEqualTo("b");
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  void failsAnItemThatIsAwaitedAfterTheTimeout() {
    Iterator<Future<String>> items =
        asCompleted(List.of(sleep(seconds(10), "a")), seconds(1)).iterator();
    await(sleep(seconds(2)));

    assertThatThrownBy(() -> await(items.next()))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("not completed within");
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  void keepsForLaterWhatFinishedBeforeTheTimeout() {
    Iterator<Future<String>> items =
        asCompleted(List.of(sleep(seconds(1), "a"), sleep(seconds(10), "b")), seconds(2))
            .iterator();
    await(sleep(seconds(3)));

    String first = await(items.next());

    assertThat(first).isEqualTo("a");
    assertThatThrownBy(() -> await(items.next())).isInstanceOf(TimeoutException.class);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_with_unused_timeout")
  void isLeftAloneByATimeoutThatComesAfterTheLast() {
    Iterator<Future<String>> items =
        asCompleted(List.of(sleep(millis(10), "a")), seconds(1)).iterator();
    await(sleep(millis(20)));
    Future<String> item = items.next();
    await(sleep(seconds(2)));

    String value = await(item);

    assertThat(value).isEqualTo("a");
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  void givesAnItemAbandonedByACancelledTaskToTheNext() {
    Iterator<Future<String>> items =
        asCompleted(List.of(sleep(seconds(1), "a"), sleep(seconds(2), "b"))).iterator();
    Task<String> impatient = createTask(() -> await(items.next()));
    await(sleep(millis(10)));
    impatient.cancel();

    String value = await(items.next());

    assertThat(value).isEqualTo("a");
  }

  @AsyncTest(seeds = 20)
  void passesAFailureOn() {
    IllegalArgumentException failure = new IllegalArgumentException("wrong");
    Coroutine<String> failing =
        () -> {
          throw failure;
        };

    Iterator<Future<String>> items = asCompleted(List.of(failing)).iterator();

    assertThatThrownBy(() -> await(items.next())).isSameAs(failure);
  }

  @AsyncTest(seeds = 20)
  void passesACancellationOnWithItsMessage() {
    Task<String> task = createTask(sleep(seconds(10), "never"));
    Iterator<Future<String>> items = asCompleted(List.of(task)).iterator();

    task.cancel("no longer needed");

    assertThatThrownBy(() -> await(items.next()))
        .isInstanceOf(CancelledError.class)
        .hasMessage("no longer needed");
  }

  @AsyncTest(seeds = 20)
  void hasNoMoreItemsThanAwaitables() {
    Iterator<Future<String>> items = asCompleted(List.of(createTask(() -> "only"))).iterator();
    await(items.next());

    assertThat(items.hasNext()).isFalse();
    assertThatThrownBy(items::next).isInstanceOf(NoSuchElementException.class);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_same_tasks_in_as_out")
  void asCompletedTasksGivesThoseVeryTasksAndNewOnesForCoroutines() {
    Task<String> slow = createTask(sleep(millis(100), "slow"));
    Task<String> quick = createTask(sleep(millis(50), "quick"));
    Coroutine<String> coroutine = sleep(millis(75), "coroutine");

    List<Future<String>> done = drained(asCompletedTasks(List.of(slow, quick, coroutine)));

    assertThat(done).first().isSameAs(quick);
    assertThat(done.get(1)).isInstanceOf(Task.class).matches(Future::done);
    assertThat(done).last().isSameAs(slow);
    assertThat(now()).isEqualTo(millis(100));
  }

  @AsyncTest(seeds = 20)
  void asCompletedTasksGivesAFailedTaskAsItIs() {
    Future<String> failing = getRunningLoop().createFuture();
    failing.setException(new IllegalStateException("broken"));

    List<Future<String>> done = drained(asCompletedTasks(List.of(failing)));

    assertThat(done).containsExactly(failing);
    assertThat(failing.exception()).hasMessage("broken");
  }

  @AsyncTest(seeds = 20)
  void asCompletedTasksThrowsWhenTheTimeIsOver() {
    Task<String> slow = createTask(sleep(millis(100), "slow"));
    Iterator<Future<String>> items = asCompletedTasks(List.of(slow), millis(50)).iterator();

    assertThatThrownBy(items::next).isInstanceOf(TimeoutException.class);
    assertThat(await(slow)).isEqualTo("slow");
  }

  /// An outcome that arrives in the turn in which its only consumer is cancelled.
  @Nested
  class WhenAConsumerIsCancelledAsItsItemArrives {
    private void arriveAndCancel(Future<?> only, Task<?> consumer, Runnable arrival) {
      await(sleep(Duration.ZERO));
      only.addDoneCallback(_ -> consumer.cancel("not needed"));
      arrival.run();
      assertThatThrownBy(() -> await(consumer))
          .isInstanceOf(CancelledError.class)
          .hasMessage("not needed");
    }

    @AsyncTest
    void theNextConsumerGetsTheValue() {
      Future<String> only = new Future<>();
      Iterator<Future<String>> items = asCompleted(List.of(only, new Future<>())).iterator();
      Task<String> cancelled = createTask(() -> await(items.next()));

      arriveAndCancel(only, cancelled, () -> only.setResult("kept"));

      assertThat(await(items.next())).isEqualTo("kept");
    }

    @AsyncTest
    void theNextConsumerGetsTheFailure() {
      Future<String> only = new Future<>();
      Iterator<Future<String>> items = asCompleted(List.of(only, new Future<>())).iterator();
      Task<String> cancelled = createTask(() -> await(items.next()));

      arriveAndCancel(
          only, cancelled, () -> only.setException(new IllegalStateException("broken")));

      assertThatThrownBy(() -> await(items.next())).hasMessage("broken");
    }

    @AsyncTest
    void aConsumerThatWaitsAlreadyGetsIt() {
      Future<String> only = new Future<>();
      Iterator<Future<String>> items = asCompleted(List.of(only, new Future<>())).iterator();
      Task<String> cancelled = createTask(() -> await(items.next()));
      await(sleep(Duration.ZERO));
      Task<String> next = createTask(() -> await(items.next()));

      arriveAndCancel(only, cancelled, () -> only.setResult("kept"));

      assertThat(await(next)).isEqualTo("kept");
    }

    @AsyncTest
    void theIterationOfTheNextConsumerGivesTheTask() {
      Future<String> only = new Future<>();
      Iterator<Future<String>> items = asCompletedTasks(List.of(only, new Future<>())).iterator();
      Task<Future<String>> cancelled = createTask(items::next);

      arriveAndCancel(only, cancelled, () -> only.setResult("kept"));

      assertThat(items.next()).isSameAs(only);
    }
  }
}
