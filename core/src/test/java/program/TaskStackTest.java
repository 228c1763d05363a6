package program;

import static jasyncio.Asyncio.asyncGenerator;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.AsyncGenerator;
import jasyncio.Coroutine;
import jasyncio.Mirrors;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.TestLoop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The stack of a task.
class TaskStackTest {
  private static List<String> methods(List<StackTraceElement> stack) {
    return stack.stream()
        .map(frame -> frame.getMethodName().replaceFirst("lambda[$](\\w+)[$].*", "$1"))
        .toList();
  }

  private static String printed(Task<?> task, int limit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    task.printStack(limit, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Coroutine<List<StackTraceElement>> outermost(int limit) {
    return () -> inner(limit);
  }

  private static List<StackTraceElement> inner(int limit) {
    return requireNonNull(currentTask()).getStack(limit);
  }

  @Test
  @Mirrors("test_pep492.CoroutineTests.test_task_print_stack")
  void limitedToOneFrameIsTheCoroutine() {
    TestLoop.run(() -> {
      List<StackTraceElement> stack = await(createTask(outermost(1)));

      assertThat(methods(stack)).containsExactly("outermost");
    });
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_get_stack")
  void isPrintedWithTheTaskAndThatItRuns() {
    TestLoop.run(() -> {
      Task<Void> task = createTask(() -> nested(), TaskOptions.named("nesting"));
      await(task);
    });
  }

  private static void nested() {
    Task<?> task = requireNonNull(currentTask());

    assertThat(task.getStack(1)).hasSize(1);
    assertThat(printed(task, 1).lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("Stack for Task[name=nesting, pending, running, coro=lambda in TaskStackTest");
    assertThat(printed(task, 1).lines().toList().getLast())
        .contains("TaskStackTest.lambda$isPrintedWithTheTaskAndThatItRuns$");
  }

  @Test
  void beginsWithTheInnermostFrameAndHasNoneOfTheMachinery() {
    TestLoop.run(() -> {
      List<StackTraceElement> running = await(createTask(outermost(100)));
      assertThat(methods(running)).containsExactly("inner", "outermost");

      Task<Void> task = createTask(() -> await(getRunningLoop().createFuture()));
      await(sleep(Duration.ZERO));
      assertThat(methods(task.getStack()))
          .containsExactly("beginsWithTheInnermostFrameAndHasNoneOfTheMachinery");
      task.cancel();
    });
  }

  @Test
  void isEmptyBeforeTheBeginningAndAfterTheEnd() {
    TestLoop.run(() -> {
      Task<Void> task = createTask(() -> {}, TaskOptions.named("short"));
      assertThat(task.getStack()).isEmpty();
      assertThat(printed(task, 10)).startsWith("No stack for Task[name=short");

      await(task);
      assertThat(task.getStack()).isEmpty();
    });
  }

  @Test
  void stackOfAFailureIsWhereItHappenedAndTheFailureStaysUnretrieved() {
    try (TestLoop test = new TestLoop()) {
      Task<Void> task = test.loop.createTask(Coroutine.of(() -> failing()));
      test.turns(2);

      assertThat(methods(task.getStack())).first().isEqualTo("failing");
      assertThat(printed(task, 10)).startsWith("Traceback for Task[");
      test.loop.close();
      assertThat(test.takeReports()).hasSize(1);
    }
  }

  private static void failing() {
    throw new IllegalArgumentException("expected");
  }

  @Test
  @Mirrors("test_asyncgen.AsyncGenAsyncioTest.test_async_gen_aclose_compatible_with_get_stack")
  void canBeTakenWhileAGeneratorIsClosed() {
    TestLoop.run(() -> {
      AsyncGenerator<Integer> generator =
          asyncGenerator(out -> {
            try {
              out.yield(1);
            } finally {
              await(sleep(Duration.ZERO));
            }
          });
      Optional<Integer> first = await(generator.anext());
      Task<Void> closing = createTask(generator.aclose());
      await(sleep(Duration.ZERO));

      assertThat(methods(closing.getStack())).containsExactly("canBeTakenWhileAGeneratorIsClosed");
      await(closing);
      assertThat(first).contains(1);
    });
  }

  @Test
  void isLetGoOfWhenTheTaskHasEnded() {
    TestLoop.run(() -> {
      Task<WeakReference<Thread>> task =
          createTask(() -> new WeakReference<>(Thread.currentThread()));
      WeakReference<Thread> stack = await(task);

      while (stack.get() != null) {
        System.gc();
        await(sleep(Duration.ZERO));
      }

      assertThat(task.done()).isTrue();
    });
  }
}
