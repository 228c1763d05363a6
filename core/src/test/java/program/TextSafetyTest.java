package program;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.captureCallGraph;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.formatCallGraph;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.select;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.waitOn;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.AsyncioException;
import jasyncio.CapturedLog;
import jasyncio.Context;
import jasyncio.ContextVar;
import jasyncio.Coroutine;
import jasyncio.ExceptionContext;
import jasyncio.ExceptionGroup;
import jasyncio.Future;
import jasyncio.InvalidStateException;
import jasyncio.Outcome;
import jasyncio.PriorityQueue;
import jasyncio.Queue;
import jasyncio.QueueFullException;
import jasyncio.RunOptions;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.TestLoop;
import jasyncio.Traceback;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Texts that the library makes of the program's values, with every kind of faulty text form.
@Timeout(60)
class TextSafetyTest {
  private static final int LONG = 10_000;

  /// A value of a program, by the way in which its text form is bad.
  @SuppressWarnings("ImmutableEnumChecker") // the suppliers keep no state
  enum Bad {
    THROWS(() -> {
      throw new IllegalStateException("toString");
    }),
    THROWS_AN_ERROR(() -> {
      throw new AssertionError("toString");
    }),
    RECURS(() -> recursion(1)),
    IS_HUGE(() -> "x".repeat(10_000_000)),
    IS_NULL(() -> null);

    private final Supplier<String> text;

    Bad(Supplier<String> text) {
      this.text = text;
    }

    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static String recursion(int depth) {
      return depth + recursion(depth + 1);
    }

    Object value() {
      return new Value(text);
    }
  }

  private record Value(Supplier<String> text) implements Comparable<Value>, Runnable {
    @Override
    public int compareTo(Value other) {
      throw new IllegalStateException("compareTo");
    }

    @Override
    public void run() {}

    @Override
    public String toString() {
      return text.get();
    }
  }

  private static final class BadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("OverrideThrowableToString") // on purpose
    public String toString() {
      throw new IllegalStateException("toString");
    }
  }

  private static void assertShort(Object shown) {
    assertThat(shown.toString()).hasSizeBetween(1, LONG);
  }

  private static void turn() {
    await(sleep(Duration.ZERO));
  }

  @ParameterizedTest
  @EnumSource
  void ofResults(Bad bad) {
    TestLoop.run(() -> {
      Task<Object> task = createTask(() -> bad.value());
      await(task);
      Future<Object> future = getRunningLoop().createFuture();
      future.setResult(List.of("first", bad.value()));

      assertShort(task);
      assertThat(future.toString()).contains("first").hasSizeLessThan(LONG);
      assertThatThrownBy(() -> future.setResult(1)).isInstanceOf(InvalidStateException.class);
      assertShort(new Outcome.Success<>(bad.value()));
    });
  }

  @ParameterizedTest
  @EnumSource
  void ofQueues(Bad bad) {
    TestLoop.run(() -> {
      var queue = new Queue<Object>(1);
      queue.putNowait(bad.value());
      Task<Void> putter = createTask(() -> await(queue.put(bad.value())));
      turn();

      assertShort(queue);
      assertShort(requireNonNull(putter.waitsFor()));
      assertShort(putter);
      assertShort(formatCallGraph(putter));
      assertThatThrownBy(() -> queue.putNowait(bad.value()))
          .isInstanceOf(QueueFullException.class)
          .hasMessageContaining("Queue[maxsize=1, size=1");
      putter.cancel();
    });
  }

  @ParameterizedTest
  @EnumSource
  void ofContexts(Bad bad) throws Exception {
    var variable = new ContextVar<Object>("v");
    String text =
        new Context()
            .run(() -> {
              variable.set(bad.value());
              return Context.copy().toString();
            });

    assertThat(text).contains("ContextVar[v]").hasSizeLessThan(LONG);
  }

  @ParameterizedTest
  @EnumSource
  void ofWhatAProgramWaitsFor(Bad bad) {
    TestLoop.run(() -> {
      Future<Object> future = getRunningLoop().createFuture("acquire", bad.value());
      Task<?> task = createTask(() -> await(future));
      turn();

      assertThat(task.waitsFor()).startsWith("acquire on ").hasSizeLessThan(LONG);
      task.cancel();
    });
  }

  @ParameterizedTest
  @EnumSource
  void ofCallbacks(Bad bad) {
    TestLoop.run(() -> assertShort(getRunningLoop().callSoon((Runnable) bad.value())));
  }

  @ParameterizedTest
  @EnumSource
  void ofSlowStepsInDebugMode(Bad bad) {
    try (CapturedLog log = new CapturedLog();
        TestLoop test = new TestLoop()) {
      test.loop.setDebug(true);
      Task<Object> slow =
          test.loop.createTask(() -> {
            test.clock.advance(Duration.ofMillis(150));
            return bad.value();
          });

      test.complete(slow);

      assertThat(log.records())
          .anySatisfy(record -> assertThat(record.getMessage()).startsWith("Executing Task["));
    }
  }

  @Test
  void ofAQueueThatHoldsItself() {
    var queue = new Queue<Object>();
    queue.putNowait(queue);

    assertThat(queue.toString()).contains("items=[").hasSizeLessThan(LONG);
  }

  @Test
  void ofAQueueThatHoldsTheTaskThatWaitsAtIt() {
    TestLoop.run(() -> {
      var queue = new Queue<Object>(1);
      Task<Void> task = createTask(() -> await(queue.put("second")));
      queue.putNowait(task);
      turn();

      assertShort(task);
      assertShort(queue);
      task.cancel();
    });
  }

  @Test
  void ofAQueueOfManyAskForFewItems() {
    var asked = new AtomicInteger();
    var queue = new Queue<Object>();
    for (int i = 0; i < 100_000; i++) {
      queue.putNowait(new Value(() -> "item " + asked.incrementAndGet()));
    }

    assertThat(queue.toString()).contains("item 1", "<99994 more>").hasSizeLessThan(LONG);
    assertThat(asked).hasValueLessThan(10);
  }

  @Test
  void ofAPriorityQueueOfManyCompareNothing() {
    var comparisons = new AtomicInteger();
    var queue =
        new PriorityQueue<Integer>(
            0,
            (one, other) -> {
              comparisons.incrementAndGet();
              return Integer.compare(one, other);
            });
    for (int i = 0; i < 1_000; i++) {
      queue.putNowait(i);
    }
    comparisons.set(0);

    assertThat(queue.toString()).contains("items=[0, ").hasSizeLessThan(LONG);
    assertThat(comparisons).hasValue(0);
  }

  @Test
  void ofSelectsShowNoItems() {
    TestLoop.run(() -> {
      List<Queue<Object>> queues = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        queues.add(new Queue<>());
      }
      Task<?> task = createTask(() -> await(select(queues)));
      turn();

      assertThat(task.waitsFor()).startsWith("select on [Queue[").hasSizeLessThan(LONG);
      task.cancel();
    });
  }

  @Test
  void ofListsInListsComeToAnEnd() {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      list = new ArrayList<>(List.of(list));
    }
    var deep = list;
    deep.add(deep);
    TestLoop.run(() -> {
      Future<Object> future = getRunningLoop().createFuture();
      future.setResult(deep);

      assertThat(future.toString()).contains("...").hasSizeLessThan(LONG);
    });
  }

  @Test
  void ofShieldsOfShieldsComeToAnEnd() {
    TestLoop.run(() -> {
      Future<Object> inner = getRunningLoop().createFuture();
      Future<Object> outer = inner;
      for (int i = 0; i < 100_000; i++) {
        outer = shield(outer);
      }
      var outermost = outer;
      Task<?> task = createTask(() -> await(outermost));
      turn();

      assertThat(task.waitsFor()).startsWith("shielded ").hasSizeLessThan(LONG);
      assertThat(captureCallGraph(inner).awaitedBy()).hasSize(1);
      task.cancel();
    });
  }

  @Test
  void ofAFailureOfAGroupLeaveTheGroupAsItIs() {
    var failure = new BadException();

    assertThatThrownBy(() ->
            run(() ->
                await(
                    taskGroup(group -> {
                      group.createTask(() -> {
                        throw failure;
                      });
                      await(sleep(Duration.ofHours(1)));
                    }))))
        .isInstanceOfSatisfying(
            ExceptionGroup.class,
            thrown -> {
              assertThat(thrown.exceptions()).containsExactly(failure);
              assertThat(Traceback.of(thrown)).contains(BadException.class.getName());
            });
  }

  @Test
  void ofAFailureAreLoggedThoughItHasNoText() {
    try (CapturedLog log = new CapturedLog()) {
      run(() -> {
        getRunningLoop()
            .callSoon(() -> {
              throw new BadException();
            });
        turn();
        turn();
      });

      assertThat(log.records())
          .singleElement()
          .satisfies(record ->
              assertThat(record.getMessage())
                  .contains("Exception in callback", BadException.class.getName()));
    }
  }

  @Test
  void ofAReportAreMadeOfItsPartsWithCare() {
    ExceptionContext context = ExceptionContext.of("message", new BadException());

    assertThat(context.toString()).contains("message", BadException.class.getName());
  }

  @Test
  void ofACauseThatIsBadAreShownInTracebacks() {
    var thrown = new AsyncioException("outer", new BadException());

    assertThat(Traceback.of(thrown))
        .contains("outer", "Caused by: " + BadException.class.getName());
  }

  /// The answer of the tool that the command line's agent asks.
  private static String tool(String form) {
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    ToolProvider.findFirst("jasyncio").orElseThrow().run(writer, writer, form);
    return out.toString();
  }

  @Test
  void forToolsRunNoCodeOfTheProgram() {
    var asked = new AtomicInteger();
    var value = new Value(() -> "asked " + asked.incrementAndGet());
    run(() -> {
      Future<Object> done = getRunningLoop().createFuture();
      done.setResult(List.of(value));
      var queue = new Queue<Object>(1);
      queue.putNowait(value);
      createTask(() -> await(queue.put(value)));
      createTask(() -> await(select(List.of(new Queue<>()))), TaskOptions.named("selecting"));
      turn();

      assertThat(tool("ps")).contains("Queue.put on Queue[maxsize=1, size=1", "selecting");
      assertThat(tool("pstree")).contains("Queue.put on ");
      assertThat(tool("dump")).contains("Queue.put on ");
      assertThat(asked).hasValue(0);
    });
  }

  @Test
  void forToolsAreShortForAQueueOfManyWithManyWaiters() {
    run(() -> {
      var queue = new Queue<String>(50_000);
      for (int i = 0; i < 50_000; i++) {
        queue.putNowait("x".repeat(100));
      }
      for (int i = 0; i < 600; i++) {
        createTask(() -> await(queue.put("more")));
      }
      turn();

      assertThat(tool("ps")).hasSizeLessThan(1_000_000).contains("Queue.put");
      assertThat(tool("dump")).hasSizeLessThan(1_000_000);
    });
  }

  @Test
  void ofTasksThatShareWhatTheyAwaitDoNotExplode() {
    run(() -> {
      Task<Void> last = createTask(() -> await(getRunningLoop().createFuture()));
      List<Task<Void>> layer = List.of(last);
      for (int i = 0; i < 20; i++) {
        List<Task<Void>> below = layer;
        List<Task<Void>> above = new ArrayList<>();
        for (int j = 0; j < 4; j++) {
          Coroutine<Void> all = Coroutine.of(() -> await(waitOn(below)));
          above.add(createTask(all));
        }
        layer = above;
        turn();
      }

      assertThat(tool("pstree").lines().count()).isLessThan(30_000);
      assertThat(formatCallGraph(last).length()).isPositive();
      assertThat(requireNonNull(currentTask()).done()).isFalse();
    });
  }

  @Test
  void ofTasksInALongRowComeToAnEnd() {
    run(
        () -> {
          Task<Void> last = createTask(() -> await(getRunningLoop().createFuture()));
          Task<Void> next = last;
          for (int i = 0; i < 5_000; i++) {
            Task<Void> awaited = next;
            next = createTask(() -> await(awaited));
          }
          turn();

          assertThat(tool("pstree")).contains("... and more").hasSizeLessThan(1_000_000);
          assertThat(formatCallGraph(last)).isNotEmpty();
        },
        RunOptions.DEFAULTS);
  }
}
