package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.setEventLoop;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Several awaitables as one future.
class GatherTest {

  private static Coroutine<Integer> failingAfter(Duration delay, RuntimeException failure) {
    return () -> {
      await(sleep(delay));
      throw failure;
    };
  }

  @Nested
  class OfFutures {
    private final TestLoop test = new TestLoop();
    private final Future<Integer> a = test.loop.createFuture();
    private final Future<Integer> b = test.loop.createFuture();
    private final Future<Integer> c = test.loop.createFuture();

    @Test
    @Mirrors("test_tasks.GatherTestsBase.test_success")
    void givesTheValuesInTheOrderOfTheArguments() {
      try (test) {
        Future<List<Integer>> gathered = gather(a, b, c);

        b.setResult(1);
        a.setResult(2);
        c.setResult(3);

        assertThat(test.complete(gathered)).containsExactly(2, 1, 3);
      }
    }

    @Test
    @Mirrors("test_tasks.GatherTestsBase.test_success")
    void isDoneOnceAllAre() {
      try (test) {
        List<Future<?>> calls = new ArrayList<>();
        Future<List<Integer>> gathered = gather(a, b, c);
        gathered.addDoneCallback(calls::add);
        b.setResult(1);
        a.setResult(2);
        test.turns(2);
        boolean doneBeforeTheLast = gathered.done();

        c.setResult(3);
        test.turns(3);

        assertThat(doneBeforeTheLast).isFalse();
        assertThat(calls).hasSize(1).first().isSameAs(gathered);
      }
    }

    @Test
    @Mirrors("test_tasks.GatherTestsBase.test_one_exception")
    void failsAsSoonAsOneFails() {
      try (test) {
        Future<List<Integer>> gathered = gather(a, b, c);
        ArithmeticException failure = new ArithmeticException("1 / 0");
        a.setResult(1);

        b.setException(failure);
        test.turns(1);

        assertThat(gathered.exception()).isSameAs(failure);
        assertThat(c.done()).isFalse();
      }
    }

    @Test
    @Mirrors("test_tasks.GatherTestsBase.test_one_exception")
    void isLeftAloneByWhatHappensAfterItFailed() {
      try (test) {
        Future<Integer> d = test.loop.createFuture();
        Future<List<Integer>> gathered = gather(a, b, c, d);
        ArithmeticException failure = new ArithmeticException("1 / 0");
        a.setException(failure);
        test.turns(1);

        b.setResult(2);
        c.cancel();
        d.setException(new IllegalArgumentException("too late"));
        test.turns(2);

        assertThat(gathered.exception()).isSameAs(failure);
        test.loop.close();
        assertThat(test.takeReports()).isEmpty();
      }
    }

    @Test
    void failsWithTheFirstArgumentThatHadFailedBefore() {
      try (test) {
        ArithmeticException first = new ArithmeticException("first");
        a.setException(first);
        b.setException(new ArithmeticException("second"));
        c.setException(new ArithmeticException("third"));

        Future<List<Integer>> gathered = gather(a, b, c);

        assertThat(gathered.exception()).isSameAs(first);
      }
    }

    @Test
    @Mirrors("test_tasks.FutureGatherTests.test_one_cancellation")
    void failsWithoutBeingCancelledIfOneIsCancelled() {
      try (test) {
        Future<List<Integer>> gathered = gather(a, b, c);
        a.setResult(1);

        b.cancel();
        test.turns(1);
        c.setException(new IllegalArgumentException("too late"));
        test.turns(1);

        assertThat(gathered.done()).isTrue();
        assertThat(gathered.cancelled()).isFalse();
        assertThat(gathered.exception()).isInstanceOf(CancelledError.class);
      }
    }

    @Test
    @Mirrors("test_tasks.FutureGatherTests.test_constructor_homogenous_futures")
    void belongsToTheLoopOfItsChildren() {
      try (test) {
        Future<List<Integer>> gathered = gather(a, b, c);
        Future<List<Integer>> again = gather(a, b, c);

        assertThat(gathered.getLoop()).isSameAs(test.loop);
        assertThat(again.getLoop()).isSameAs(test.loop);
      }
    }

    @Test
    @Mirrors("test_tasks.FutureGatherTests.test_constructor_homogenous_futures")
    void mayHaveChildrenThatAnotherHas() {
      try (test) {
        Future<List<Integer>> gathered = gather(a, b);
        Future<List<Integer>> again = gather(b, a);

        a.setResult(1);
        b.setResult(2);

        assertThat(test.complete(gathered)).containsExactly(1, 2);
        assertThat(test.complete(again)).containsExactly(2, 1);
      }
    }

    @Test
    void isDoneAtOnceIfAllAre() {
      try (test) {
        a.setResult(1);
        b.setResult(2);

        Future<List<Integer>> gathered = gather(a, b);

        assertThat(gathered.result()).containsExactly(1, 2);
      }
    }
  }

  @Nested
  class OfNothing {

    @Test
    @Mirrors("test_tasks.FutureGatherTests.test_constructor_empty_sequence_without_loop")
    void needsALoop() {
      assertThatThrownBy(() -> gather(List.of()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no current event loop");
    }

    @Test
    @Mirrors("test_tasks.FutureGatherTests.test_constructor_empty_sequence_use_running_loop")
    void givesAnEmptyListOnTheRunningLoop() {
      TestLoop.run(() -> {
        Future<List<Integer>> gathered = gather(List.of());

        assertThat(gathered.getLoop()).isSameAs(getRunningLoop());
        assertThat(await(gathered)).isEmpty();
      });
    }

    @Test
    @Mirrors("test_tasks.FutureGatherTests.test_constructor_empty_sequence_use_global_loop")
    void givesAnEmptyListOnTheLoopSetForTheThread() {
      try (TestLoop test = new TestLoop()) {
        setEventLoop(test.loop);

        Future<List<Integer>> gathered = gather(List.of());

        assertThat(gathered.getLoop()).isSameAs(test.loop);
        assertThat(test.complete(gathered)).isEmpty();
      } finally {
        setEventLoop(null);
      }
    }
  }

  @Nested
  class OfCoroutines {

    @Test
    @Mirrors("test_tasks.CoroutineGatherTests.test_constructor_without_loop")
    void needsALoop() {
      assertThatThrownBy(() -> gather(sleep(seconds(1))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no current event loop");
    }

    @Test
    @Mirrors("test_tasks.CoroutineGatherTests.test_constructor_use_running_loop")
    void runsThemOnTheRunningLoop() {
      TestLoop.run(() -> {
        Future<List<String>> gathered = gather(sleep(millis(20), "a"), sleep(millis(10), "b"));

        assertThat(gathered.getLoop()).isSameAs(getRunningLoop());
        assertThat(await(gathered)).containsExactly("a", "b");
      });
    }

    @Test
    @Mirrors("test_tasks.CoroutineGatherTests.test_constructor_use_global_loop")
    void runsThemOnTheLoopSetForTheThread() {
      try (TestLoop test = new TestLoop()) {
        setEventLoop(test.loop);

        Future<List<String>> gathered = gather(sleep(millis(20), "a"), sleep(millis(10), "b"));

        assertThat(gathered.getLoop()).isSameAs(test.loop);
        assertThat(test.complete(gathered)).containsExactly("a", "b");
      } finally {
        setEventLoop(null);
      }
    }

    @Test
    void runsThemAllAtOnce() {
      try (TestLoop test = new TestLoop()) {
        test.complete(
            Coroutine.of(
                () -> await(gather(sleep(seconds(1)), sleep(seconds(2)), sleep(seconds(3))))));

        assertThat(test.elapsed()).isEqualTo(seconds(3));
      }
    }

    @Test
    @Mirrors("test_tasks.CoroutineGatherTests.test_duplicate_coroutines")
    void runsOneGivenSeveralTimesOnce() {
      TestLoop.run(() -> {
        List<String> runs = new ArrayList<>();
        Coroutine<String> abc = () -> ran("abc", runs);
        Coroutine<String> def = () -> ran("def", runs);

        List<String> values = await(gather(abc, abc, def, abc));

        assertThat(values).containsExactly("abc", "abc", "def", "abc");
        assertThat(runs).containsExactly("abc", "def");
      });
    }

    private static String ran(String name, List<String> runs) {
      runs.add(name);
      return name;
    }

    @Test
    @Mirrors("test_tasks.CoroutineGatherTests.test_exception_marking")
    void reportsNoFailureThatCameAfterTheFirst() {
      try (TestLoop test = new TestLoop()) {
        ArithmeticException first = new ArithmeticException("first");
        Coroutine<Void> main =
            Coroutine.of(() ->
                await(
                    gather(
                        failingAfter(millis(10), first),
                        failingAfter(millis(20), new ArithmeticException("second")))));
        assertThatThrownBy(() -> test.complete(main)).isSameAs(first);

        test.complete(sleep(seconds(1)));
        test.loop.close();

        assertThat(test.takeReports()).isEmpty();
      }
    }

    @Test
    @Mirrors("test_tasks.CoroutineGatherTests.test_issue46672")
    @SuppressWarnings("NullAway")
    void startsNoneIfAnArgumentIsWrong() {
      TestLoop.run(() -> {
        List<String> runs = new ArrayList<>();
        Coroutine<String> valid = () -> ran("valid", runs);
        Coroutine<String> nothing = null;

        assertThatThrownBy(() -> gather(valid, nothing)).isInstanceOf(NullPointerException.class);
        await(sleep(seconds(1)));

        assertThat(runs).isEmpty();
      });
    }
  }

  @Nested
  class Cancelled {

    @Test
    @Mirrors("test_tasks.CoroutineGatherTests.test_cancellation_broadcast")
    void cancelsEveryChildAndWhatItAwaits() {
      try (TestLoop test = new TestLoop()) {
        Future<Void> blocker = test.loop.createFuture();
        List<String> events = new ArrayList<>();
        Coroutine<Void> inner =
            Coroutine.of(() -> {
              await(blocker);
              events.add("inner went on");
            });
        Task<Void> first = test.loop.createTask(inner);
        Task<Void> second = test.loop.createTask(inner);
        Future<List<Void>> gathered = gather(first, second);
        Task<Void> outer =
            test.loop.createTask(
                Coroutine.of(() -> {
                  await(gathered);
                  events.add("outer went on");
                }));
        test.turns(1);

        boolean accepted = outer.cancel();

        assertThat(accepted).isTrue();
        assertThatThrownBy(() -> test.complete(outer)).isInstanceOf(CancelledError.class);
        assertThat(gathered.cancel()).isFalse();
        assertThat(blocker.cancelled()).isTrue();
        assertThat(first.cancelled()).isTrue();
        assertThat(second.cancelled()).isTrue();
        assertThat(events).isEmpty();
      }
    }

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_cancel_gather_1")
    void refusesOnceTheLastChildIsDone() {
      try (TestLoop test = new TestLoop()) {
        Future<Integer> child = test.loop.createFuture();
        Future<List<Integer>> gathered = gather(child);
        Task<List<Integer>> awaiter = test.loop.createTask(() -> await(gathered));
        test.turns(1);

        child.setResult(42);
        boolean accepted = gathered.cancel();

        assertThat(accepted).isFalse();
        assertThat(test.complete(awaiter)).containsExactly(42);
        assertThat(gathered.result()).containsExactly(42);
      }
    }

    @Test
    void givesItsMessageToTheChildrenAndTheAwaiter() {
      TestLoop.run(() -> {
        Task<Void> child = createTask(sleep(seconds(10)));
        Task<List<Void>> awaiter = createTask(() -> await(gather(child)));
        await(sleep(Duration.ZERO));

        awaiter.cancel("my message");

        assertThatThrownBy(() -> await(awaiter))
            .isInstanceOf(CancelledError.class)
            .hasMessage("my message");
        assertThatThrownBy(child::result).hasMessage("my message");
      });
    }
  }
}
