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

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  @Test
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_children_and_body")
  void cancelsChildrenAndBodyAndThrowsNothing() {
    TestLoop.run(() -> {
      await(
          taskGroup(group -> {
            group.createTask(sleeper("child"));
            getRunningLoop().callLater(seconds(1), group::cancel);
            await(sleeper("body"));
          }));

      assertThat(events).containsExactlyInAnyOrder("child cancelled", "body cancelled");
    });
  }

  @Test
  void cancelsChildrenWhileTheirEndIsWaitedFor() {
    TestLoop.run(() -> {
      await(
          taskGroup(group -> {
            group.createTask(sleeper("child"));
            getRunningLoop().callLater(seconds(1), group::cancel);
          }));

      assertThat(events).containsExactly("child cancelled");
    });
  }

  @Test
  void leavesNoCancellationOnTheParent() {
    TestLoop.run(() -> {
      await(
          taskGroup(group -> {
            group.cancel();
            await(sleeper("body"));
          }));

      assertThat(requireNonNull(currentTask()).cancelling()).isEqualTo(0);
      assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
    });
  }

  @Test
  void doesNotCancelWhatComesAfterABodyThatAwaitsNoMore() {
    TestLoop.run(() -> {
      await(taskGroup(TaskGroup::cancel));

      assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
    });
  }

  @Test
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_before_enter")
  void takesEffectAtTheFirstAwaitOfTheBody() {
    // the earliest there is: who holds a group is in its scope already
    TestLoop.run(() -> {
      await(
          taskGroup(group -> {
            group.cancel();
            events.add("body goes on");
            await(sleeper("body"));
          }));

      assertThat(events).containsExactly("body goes on", "body cancelled");
    });
  }

  @Test
  @Mirrors("test_taskgroups.TaskGroupCancel315.test_taskgroup_cancel_before_create_task")
  void letsNoMoreChildrenIn() {
    TestLoop.run(() ->
        await(
            taskGroup(group -> {
              group.cancel();

              assertThatThrownBy(() -> group.createTask(sleep(seconds(1))))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("is shutting down");
            })));
  }

  @Test
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_idempotent")
  void mayBeCalledSeveralTimes() {
    TestLoop.run(() -> {
      await(
          taskGroup(group -> {
            group.createTask(sleeper("child"));
            await(sleep(seconds(0)));
            group.cancel();
            group.cancel();
          }));

      assertThat(events).containsExactly("child cancelled");
      assertThat(requireNonNull(currentTask()).cancelling()).isEqualTo(0);
    });
  }

  @Test
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_idempotent")
  void hasNoEffectOnceTheGroupHasEnded() {
    TestLoop.run(() -> {
      TaskGroup ended = await(taskGroup((TaskGroup group) -> group));

      ended.cancel();

      assertThat(await(sleep(seconds(0), "not cancelled"))).isEqualTo("not cancelled");
    });
  }

  @Test
  @Mirrors("test_taskgroups.TaskGroupCancel315.doc315_cancel_children_errors_kept")
  void keepsWhatChildrenFailWithBecauseOfIt() {
    TestLoop.run(() -> {
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
                    await(sleep(seconds(0)));
                    group.cancel();
                  })));

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
    });
  }

  private static void throwArithmeticException() {
    throw new ArithmeticException();
  }

  @Test
  @Mirrors(
      "test_taskgroups.TaskGroupCancel315.test_taskgroup_cancel_from_child_before_first_suspension")
  void cancelsTheEagerChildThatCallsIt() {
    TestLoop.run(() -> {
      getRunningLoop().setTaskFactory(eagerTaskFactory());

      await(
          taskGroup(group -> {
            group.createTask(() -> {
              group.cancel();
              await(sleeper("child"));
            });
          }));

      assertThat(events).containsExactly("child cancelled");
    });
  }

  @Test
  @Mirrors("test_taskgroups.TaskGroupCancel315.test_taskgroup_cancel_keeps_outer_cancellation")
  void keepsALaterCancellationFromElsewhere() {
    TestLoop.run(() -> {
      Task<Void> parent = createTask(taskGroup(this::cancelWhileAChildIsSlowToEnd));

      await(sleep(seconds(0.5)));
      parent.cancel("from elsewhere");

      assertThatThrownBy(() -> await(parent))
          .isInstanceOf(CancelledError.class)
          .hasMessage("from elsewhere");
    });
  }

  @Test
  void keepsAnEarlierCancellationFromElsewhere() {
    TestLoop.run(() -> {
      List<TaskGroup> groups = new ArrayList<>();
      Task<Void> parent =
          createTask(
              taskGroup(group -> {
                groups.add(group);
                group.createTask(slowToEnd());
              }));
      await(sleep(seconds(0)));
      await(sleep(seconds(0)));

      parent.cancel("from elsewhere");
      await(sleep(seconds(0.5)));
      groups.getFirst().cancel();

      assertThatThrownBy(() -> await(parent))
          .isInstanceOf(CancelledError.class)
          .hasMessage("from elsewhere");
    });
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

  @Test
  void mayBeCalledOnAGroupWhoseTaskHasEnded() {
    try (TestLoop test = new TestLoop()) {
      TaskGroup ended = test.complete(taskGroup((TaskGroup group) -> group));

      assertThatCode(ended::cancel).doesNotThrowAnyException();
    }
  }
}
