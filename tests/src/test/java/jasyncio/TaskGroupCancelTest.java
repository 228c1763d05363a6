package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.eagerTaskFactory;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Shapes.shape;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;

/// `TaskGroup.cancel()`: the group ends early and quietly.
class TaskGroupCancelTest {
  private final List<String> events = new ArrayList<>();

  private Coroutine<Void> sleeper(String who) {
    return () -> {
      try {
        return await(sleep(seconds(10)));
      } catch (CancelledError e) {
        events.add(who + " cancelled");
        throw e;
      }
    };
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_children_and_body")
  void cancelsChildrenAndBodyAndThrowsNothing() {
    await(
        taskGroup(group -> {
          group.createTask(sleeper("child"));
          getRunningLoop().callLater(seconds(1), group::cancel);
          await(sleeper("body"));
        }));

    assertThat(events).containsExactlyInAnyOrder("child cancelled", "body cancelled");
  }

  @AsyncTest(seeds = 20)
  void cancelsChildrenWhileTheirEndIsWaitedFor() {
    await(
        taskGroup(group -> {
          group.createTask(sleeper("child"));
          getRunningLoop().callLater(seconds(1), group::cancel);
        }));

    assertThat(events).containsExactly("child cancelled");
  }

  @AsyncTest(seeds = 20)
  void leavesNoCancellationOnTheParent() {
    await(
        taskGroup(group -> {
          group.cancel();
          await(sleeper("body"));
        }));

    assertThat(requireNonNull(currentTask()).cancelling()).isEqualTo(0);
    assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
  }

  @AsyncTest(seeds = 20)
  void doesNotCancelWhatComesAfterABodyThatAwaitsNoMore() {
    await(taskGroup(TaskGroup::cancel));

    assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_before_enter")
  void takesEffectAtTheFirstAwaitOfTheBody() {
    // the earliest possible moment: code that has the group is in its scope already
    await(
        taskGroup(group -> {
          group.cancel();
          events.add("body goes on");
          await(sleeper("body"));
        }));

    assertThat(events).containsExactly("body goes on", "body cancelled");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.TaskGroupCancel315.test_taskgroup_cancel_before_create_task")
  void letsNoMoreChildrenIn() {
    await(
        taskGroup(group -> {
          group.cancel();

          assertThatThrownBy(() -> group.createTask(sleep(seconds(1))))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("is shutting down");
        }));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_idempotent")
  void mayBeCalledSeveralTimes(VirtualClock clock) {
    await(
        taskGroup(group -> {
          group.createTask(sleeper("child"));
          await(clock.runUntilIdle());
          group.cancel();
          group.cancel();
        }));

    assertThat(events).containsExactly("child cancelled");
    assertThat(requireNonNull(currentTask()).cancelling()).isEqualTo(0);
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_idempotent")
  void hasNoEffectOnceTheGroupHasEnded() {
    TaskGroup ended = await(taskGroup((TaskGroup group) -> group));

    ended.cancel();

    assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_children_errors_kept")
  void keepsWhatChildrenFailWithBecauseOfIt(VirtualClock clock) {
    Throwable thrown =
        catchThrowable(() ->
            await(
                taskGroup(group -> {
                  group.createTask(() -> {
                    try {
                      await(sleep(seconds(10)));
                    } finally {
                      throwArithmeticException();
                    }
                  });
                  await(clock.runUntilIdle());
                  group.cancel();
                })));

    assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
  }

  private static void throwArithmeticException() {
    throw new ArithmeticException();
  }

  @AsyncTest(seeds = 20)
  @Mirrors(
      "test_taskgroups.TaskGroupCancel315.test_taskgroup_cancel_from_child_before_first_suspension")
  void cancelsTheEagerChildThatCallsIt() {
    getRunningLoop().setTaskFactory(eagerTaskFactory());

    await(
        taskGroup(group -> {
          group.createTask(() -> {
            group.cancel();
            await(sleeper("child"));
          });
        }));

    assertThat(events).containsExactly("child cancelled");
  }

  @AsyncTest(seeds = 20, strictOrder = true)
  @Mirrors("test_taskgroups.TaskGroupCancel315.test_taskgroup_cancel_keeps_outer_cancellation")
  void keepsALaterCancellationFromElsewhere() {
    Task<Void> parent = createTask(taskGroup(this::cancelWhileAChildIsSlowToEnd));

    await(sleep(seconds(0.5)));
    parent.cancel("from elsewhere");

    assertThatThrownBy(() -> await(parent))
        .isInstanceOf(CancelledError.class)
        .hasMessage("from elsewhere");
  }

  @AsyncTest(seeds = 20)
  void keepsAnEarlierCancellationFromElsewhere(VirtualClock clock) {
    List<TaskGroup> groups = new ArrayList<>();
    Task<Void> parent =
        createTask(
            taskGroup(group -> {
              groups.add(group);
              group.createTask(slowToEnd());
            }));
    await(clock.runUntilIdle());
    await(clock.runUntilIdle());

    parent.cancel("from elsewhere");
    await(sleep(seconds(0.5)));
    groups.getFirst().cancel();

    assertThatThrownBy(() -> await(parent))
        .isInstanceOf(CancelledError.class)
        .hasMessage("from elsewhere");
  }

  private void cancelWhileAChildIsSlowToEnd(TaskGroup group) {
    group.createTask(slowToEnd());
    await(sleep(seconds(0)));
    group.cancel();
  }

  private static Coroutine<Void> slowToEnd() {
    return () -> {
      try {
        return await(sleep(seconds(10)));
      } finally {
        await(sleep(seconds(1)));
      }
    };
  }

  @AsyncTest(seeds = 20)
  void mayBeCalledOnAGroupWhoseTaskHasEnded() {
    TaskGroup ended = await(taskGroup((TaskGroup group) -> group));

    assertThatCode(ended::cancel).doesNotThrowAnyException();
  }
}
