package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.runCoroutineThreadsafe;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.timeoutAt;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Methods that take a coroutine as a lambda also take one without a value.
class ActionTest {
  private final List<String> names = new ArrayList<>();

  private void noteTask() {
    await(sleep(seconds(0)));
    names.add(requireNonNull(currentTask()).getName());
  }

  @Test
  void canBeRunWithOptions() {
    Asyncio.run(
        () -> {
          noteTask();
        },
        RunOptions.DEFAULTS.withDebug(true));

    assertThat(names).hasSize(1);
  }

  @Test
  void canBeRunByARunner() {
    ContextVar<String> variable = new ContextVar<>("variable", "unset");
    Context context = Context.copy();
    try (var runner = new Runner()) {
      runner.run(() -> {
        noteTask();
      });
      runner.run(
          () -> {
            variable.set("set");
          },
          context);
      runner.run(
          () -> {
            names.add(variable.get());
          },
          context);
    }

    assertThat(names).hasSize(2).last().isEqualTo("set");
  }

  @Test
  void canBeATaskOfALoop() {
    try (var test = new TestLoop()) {
      test.complete(
          test.loop.createTask(() -> {
            noteTask();
          }));
      test.complete(
          test.loop.createTask(
              () -> {
                noteTask();
              },
              TaskOptions.named("named")));
    }

    assertThat(names).hasSize(2).last().isEqualTo("named");
  }

  @Test
  void canBeATaskOfAGroupWithOptions() {
    TestLoop.run(() ->
        await(
            taskGroup(group -> {
              group.createTask(
                  () -> {
                    noteTask();
                  },
                  TaskOptions.named("named"));
            })));

    assertThat(names).containsExactly("named");
  }

  @Test
  void canBeRunFromAnotherThread() {
    try (var test = new TestLoop()) {
      CompletableFuture<Void> done =
          runCoroutineThreadsafe(
              () -> {
                noteTask();
              },
              test.loop);
      test.complete(Asyncio.<Void>waitFor(test.loop.createTask(() -> await(done)), null));

      assertThat(done).isCompleted();
    }
    assertThat(names).hasSize(1);
  }

  @Test
  void isNotMeantByAnExpressionWithAValue() {
    TestLoop.run(() -> {
      Coroutine<String> value = sleep(seconds(0), "value");

      String limited = await(timeout(seconds(1), _ -> await(value)));
      long inAWhile = getRunningLoop().time() + 1_000_000;
      String limitedAt = await(timeoutAt(inAWhile, _ -> await(value)));
      Task<String> grouped = await(taskGroup(group -> group.createTask(value)));

      assertThat(List.of(limited, limitedAt, await(grouped))).containsOnly("value");
    });
  }
}
