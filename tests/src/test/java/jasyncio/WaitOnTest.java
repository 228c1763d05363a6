package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.internal.base.Unit;
import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The end of a wait for several futures, and the futures that it leaves alone.
class WaitOnTest {

  private static Coroutine<Void> failingAfter(Duration delay) {
    return Coroutine.of(() -> {
      await(sleep(delay));
      throw new ArithmeticException("1 / 0");
    });
  }

  private static Duration now() {
    return Duration.ofNanos(getRunningLoop().time());
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_wait")
  void endsWithTheLast() {
    Task<Void> quick = createTask(sleep(millis(100)));
    Task<Void> slow = createTask(sleep(millis(150)));

    Waited<Void> waited = await(waitOn(List.of(slow, quick)));

    assertThat(waited.done()).containsExactlyInAnyOrder(quick, slow);
    assertThat(waited.pending()).isEmpty();
    assertThat(now()).isEqualTo(millis(150));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_wait")
  void takesNoTimeIfAllAreDone() {
    Task<Void> task = createTask(sleep(millis(150)));
    await(task);

    Waited<Void> waited = await(waitOn(List.of(task)));

    assertThat(waited.done()).containsExactly(task);
    assertThat(now()).isEqualTo(millis(150));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_wait_duplicate_coroutines")
  void countsATaskGivenTwiceOnce() {
    Task<String> twice = createTask(() -> "twice");
    Task<String> once = createTask(() -> "once");

    Waited<String> waited = await(waitOn(List.of(twice, once, twice)));

    assertThat(waited.done()).containsExactlyInAnyOrder(twice, once);
    assertThat(waited.pending()).isEmpty();
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  void waitForTheFirstLeavesTheOthersPending() {
    Task<Void> quick = createTask(sleep(millis(100)));
    Task<Void> slow = createTask(sleep(seconds(10)));

    Waited<Void> waited = await(waitOn(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED));

    assertThat(waited.done()).containsExactly(quick);
    assertThat(waited.pending()).containsExactly(slow);
    assertThat(now()).isEqualTo(millis(100));
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_wait_really_done")
  void waitForTheFirstFindsAllThatAreDoneWhenItResumes() {
    try (TestLoop test = new TestLoop()) {
      Future<Void> signal = test.loop.createFuture();
      Task<Void> first = test.loop.createTask(Coroutine.of(() -> await(signal)));
      Task<Void> second = test.loop.createTask(Coroutine.of(() -> await(signal)));
      Task<Waited<Void>> wait =
          test.loop.createTask(waitOn(List.of(first, second), ReturnWhen.FIRST_COMPLETED));
      test.turns(2);

      signal.setResult(Unit.VALUE);
      Waited<Void> waited = test.complete(wait);

      assertThat(waited.done()).containsExactlyInAnyOrder(first, second);
      assertThat(waited.pending()).isEmpty();
    }
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  @Mirrors("test_tasks.BaseTaskTests.test_wait_first_exception")
  void waitForTheFirstFailureEndsAtOnceIfOneFailsAtOnce() {
    Task<Void> sleeper = createTask(sleep(seconds(10)));
    Task<Void> failed = createTask(failingAfter(Duration.ZERO));

    Waited<Void> waited = await(waitOn(List.of(sleeper, failed), ReturnWhen.FIRST_EXCEPTION));

    assertThat(waited.done()).containsExactly(failed);
    assertThat(waited.pending()).containsExactly(sleeper);
    assertThat(failed.exception()).isInstanceOf(ArithmeticException.class);
    assertThat(now()).isZero();
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  @Mirrors("test_tasks.BaseTaskTests.test_wait_first_exception_in_wait")
  void waitForTheFirstFailureEndsWhenOneFailsLater() {
    Task<Void> sleeper = createTask(sleep(seconds(10)));
    Task<Void> failed = createTask(failingAfter(millis(10)));

    Waited<Void> waited = await(waitOn(List.of(sleeper, failed), ReturnWhen.FIRST_EXCEPTION));

    assertThat(waited.done()).containsExactly(failed);
    assertThat(waited.pending()).containsExactly(sleeper);
    assertThat(failed.exception()).isInstanceOf(ArithmeticException.class);
    assertThat(now()).isEqualTo(millis(10));
  }

  @AsyncTest(seeds = 20)
  void waitForTheFirstFailureDoesNotCountACancellation() {
    Task<Void> sleeper = createTask(sleep(seconds(10)));
    Task<Void> cancelled = createTask(sleep(seconds(20)));
    getRunningLoop().callLater(seconds(1), cancelled::cancel);

    Waited<Void> waited = await(waitOn(List.of(sleeper, cancelled), ReturnWhen.FIRST_EXCEPTION));

    assertThat(waited.pending()).isEmpty();
    assertThat(now()).isEqualTo(seconds(10));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_wait_with_exception")
  void waitForAllNeitherEndsEarlyNorThrowsForAFailure() {
    Task<Void> sleeper = createTask(sleep(millis(100)));
    Task<Void> failed = createTask(failingAfter(millis(50)));

    Waited<Void> waited = await(waitOn(List.of(sleeper, failed)));

    assertThat(waited.done()).containsExactlyInAnyOrder(sleeper, failed);
    assertThat(waited.done()).filteredOn(task -> task.exception() != null).hasSize(1);
    assertThat(now()).isEqualTo(millis(100));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_wait_with_timeout")
  void endsAtItsTimeoutWithoutAFuss() {
    Task<Void> quick = createTask(sleep(millis(100)));
    Task<Void> slow = createTask(sleep(millis(150)));

    Waited<Void> waited = await(waitOn(List.of(slow, quick), millis(110)));

    assertThat(waited.done()).containsExactly(quick);
    assertThat(waited.pending()).containsExactly(slow);
    assertThat(slow.cancelling()).isZero();
    assertThat(now()).isEqualTo(millis(110));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_yield_wait_does_not_shield_cancel")
  void leavesTheTasksRunningIfItIsCancelled(VirtualClock clock) {
    Task<String> inner = createTask(sleep(seconds(1), "finished"));
    Task<Waited<String>> waiter = createTask(waitOn(List.of(inner)));
    await(clock.runUntilIdle());

    waiter.cancel();

    assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class);
    assertThat(await(inner)).isEqualTo("finished");
  }

  @AsyncTest(seeds = 20)
  void leavesNothingBehindOnAFutureThatIsStillPending() {
    Future<String> future = getRunningLoop().createFuture();

    await(waitOn(List.of(future), millis(10)));

    assertThat(future.waiters()).isEmpty();
  }

  /// Elements that can be iterated only once.
  private static <T> AbstractCollection<T> once(Iterator<T> iterator, int size) {
    return new AbstractCollection<>() {
      private boolean taken;

      @Override
      public Iterator<T> iterator() {
        assertThat(taken).as("iterated twice").isFalse();
        taken = true;
        return iterator;
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_wait_with_iterator_of_tasks")
  void walksThroughWhatItIsGivenOnce() {
    Task<String> first = createTask(() -> "first");
    Task<String> second = createTask(() -> "second");

    Waited<String> waited = await(waitOn(once(List.of(first, second).iterator(), 2)));

    assertThat(waited.done()).containsExactlyInAnyOrder(first, second);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_wait_generator")
  void takesTasksThatAreMadeAsTheyAreAskedFor() {
    Stream<Task<Integer>> tasks =
        Stream.iterate(0, i -> i + 1).limit(10).map(i -> createTask(() -> i));

    Waited<Integer> waited = await(waitOn(once(tasks.iterator(), 10)));

    assertThat(waited.done()).hasSize(10);
    assertThat(waited.pending()).isEmpty();
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_wait_invalid_args")
  @SuppressWarnings("CheckReturnValue")
  void refusesToWaitForNothing() {
    List<Future<String>> none = List.of();

    assertThatThrownBy(() -> waitOn(none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no futures to wait on");
  }

  @Test
  @SuppressWarnings({"CheckReturnValue", "NullAway"})
  void refusesToWaitUntilNull() {
    TestLoop.run(() -> {
      List<Future<String>> futures = List.of(createTask(() -> "done"));

      assertThatThrownBy(() -> waitOn(futures, (ReturnWhen) null, null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("when");
    });
  }

  @Test
  void refusesAFutureOfAnotherLoop() {
    try (TestLoop other = new TestLoop()) {
      Future<String> future = other.loop.createFuture();

      TestLoop.run(() ->
          assertThatThrownBy(() -> await(waitOn(List.of(future))))
              .isInstanceOf(IllegalArgumentException.class));
    }
  }
}
