package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Shapes.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.test.AsyncTest;
import java.util.ArrayList;
import java.util.List;

/// A group whose parent task is cancelled from outside.
class TaskGroupCancellationTest {
  private final List<String> events = new ArrayList<>();

  private Coroutine<Void> sleeper(String who) {
    return cleaningUp(() -> events.add(who + " cancelled"));
  }

  /// Sleeps until it is cancelled, and then runs `cleanup`.
  private static Coroutine<Void> cleaningUp(Action cleanup) {
    return () -> {
      try {
        return await(sleep(seconds(10)));
      } finally {
        cleanup.run();
      }
    };
  }

  private static Coroutine<Void> failingWhenCancelled() {
    return cleaningUp(() -> {
      throw new ArithmeticException();
    });
  }

  /// Runs a group in a task of its own, and cancels that after 0.1 s.
  private static Task<Void> cancelled(TaskGroup.VoidBody body) {
    return cancelled(taskGroup(body));
  }

  private static Task<Void> cancelled(Coroutine<Void> program) {
    Task<Void> task = createTask(program);
    await(sleep(seconds(0.1)));
    task.cancel("from elsewhere");
    return task;
  }

  private static Throwable failureOf(Task<?> task) {
    return catchThrowable(() -> await(task));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancellation")
  void reachesAllChildrenWhileTheParentWaitsForThem() {
    Task<Void> parent =
        cancelled(group -> {
          for (int i = 0; i < 5; i++) {
            group.createTask(sleeper("child"));
          }
        });

    failureOf(parent);

    assertThat(events).hasSize(5).containsOnly("child cancelled");
  }

  @AsyncTest(seeds = 20)
  @Mirrors({
    "test_taskgroups.BaseTestTaskGroup.test_cancellation",
    "test_taskgroups.BaseTestTaskGroup.test_taskgroup_22"
  })
  void endsTheParentCancelledWhileItWaitsForChildren() {
    Task<Void> parent =
        cancelled(group -> {
          group.createTask(sleeper("child"));
          group.createTask(sleeper("child"));
        });

    assertThatThrownBy(() -> await(parent))
        .isInstanceOf(CancelledError.class)
        .hasMessage("from elsewhere");
    assertThat(parent.cancelled()).isTrue();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_07")
  void reachesTheBodyAndAllChildren() {
    Task<Void> parent =
        cancelled(group -> {
          for (int i = 0; i < 5; i++) {
            group.createTask(sleeper("child"));
          }
          await(sleeper("body"));
        });

    failureOf(parent);

    assertThat(parent.cancelled()).isTrue();
    assertThat(events)
        .containsExactly(
            "body cancelled",
            "child cancelled",
            "child cancelled",
            "child cancelled",
            "child cancelled",
            "child cancelled");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_08")
  void yieldsToWhatChildrenFailWithBecauseOfIt() {
    Task<Void> parent =
        cancelled(group -> {
          group.createTask(failingWhenCancelled());
          group.createTask(failingWhenCancelled());
          await(sleep(seconds(10)));
        });

    assertThat(shape(failureOf(parent))).isEqualTo("[ArithmeticException, ArithmeticException]");
  }

  @AsyncTest(seeds = 20)
  void isDueAgainAtTheNextAwaitAfterItYieldedToFailures() {
    Task<Void> parent =
        cancelled(() -> {
          var _ =
              catchThrowable(() ->
                  await(taskGroup((TaskGroup group) -> group.createTask(failingWhenCancelled()))));
          return await(sleep(seconds(10)));
        });

    assertThat(failureOf(parent)).isInstanceOf(CancelledError.class);
    assertThat(parent.cancelling()).isEqualTo(1);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_15")
  void yieldsToAChildThatFailsWhileTheBodyCleansUp() {
    Task<Void> parent = cancelled(TaskGroupCancellationTest::cleanUpWhileAChildFails);

    assertThat(shape(failureOf(parent))).isEqualTo("[ArithmeticException]");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_16")
  void yieldsToAChildThatFailsInTheTaskThatTheCancelledOneAwaits() {
    Task<Void> awaiting =
        cancelled(
            () -> await(createTask(taskGroup(TaskGroupCancellationTest::cleanUpWhileAChildFails))));

    assertThat(shape(failureOf(awaiting))).isEqualTo("[ArithmeticException]");
  }

  private static void cleanUpWhileAChildFails(TaskGroup group) {
    group.createTask(() -> {
      await(sleep(seconds(0.3)));
      throw new ArithmeticException();
    });
    await(cleaningUp(() -> await(sleep(seconds(0.5)))));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_17")
  void passesThroughAGroupWithoutChildren() {
    Task<Void> parent = cancelled((TaskGroup _) -> await(sleeper("body")));

    assertThat(failureOf(parent)).isInstanceOf(CancelledError.class);
    assertThat(events).containsExactly("body cancelled");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_18")
  void yieldsToWhatTheBodyMakesOfIt() {
    Task<Void> parent =
        cancelled(group -> {
          group.createTask(sleeper("child"));
          await(failingWhenCancelled());
        });

    assertThat(shape(failureOf(parent))).isEqualTo("[ArithmeticException]");
  }
}
