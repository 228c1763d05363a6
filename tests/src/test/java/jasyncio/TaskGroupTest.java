package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.eagerTaskFactory;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a group does when nothing goes wrong: it waits.
class TaskGroupTest {

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_01")
  void waitsForAllChildren() {
    TestLoop.run(() -> {
      List<Task<Integer>> children = new ArrayList<>();

      await(
          taskGroup(group -> {
            children.add(group.createTask(sleep(seconds(0.1), 42)));
            children.add(group.createTask(sleep(seconds(0.2), 11)));
          }));

      assertThat(children).extracting(Task::result).containsExactly(42, 11);
    });
  }

  @Test
  void givesTheValueOfItsBody() {
    TestLoop.run(() -> {
      String value =
          await(
              taskGroup(group -> {
                group.createTask(sleep(seconds(1)));
                return "body";
              }));

      assertThat(value).isEqualTo("body");
    });
  }

  @Test
  void beginsAnewWhenAwaitedAgain() {
    TestLoop.run(() -> {
      List<Task<String>> children = new ArrayList<>();
      Coroutine<Void> scope =
          taskGroup(group -> {
            children.add(group.createTask(sleep(seconds(1), "child")));
          });

      await(scope);
      await(scope);

      assertThat(children).extracting(Task::result).containsExactly("child", "child");
    });
  }

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_24")
  void waitsForChildrenThatChildrenAddWhileItWaits() {
    TestLoop.run(() -> {
      List<String> events = new ArrayList<>();

      await(
          taskGroup(group -> {
            group.createTask(() -> {
              await(sleep(seconds(1)));
              group.createTask(() -> {
                await(sleep(seconds(1)));
                events.add("grandchild ended");
              });
            });
          }));

      assertThat(events).containsExactly("grandchild ended");
    });
  }

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_23")
  void forgetsChildrenAsTheyEnd() {
    TestLoop.run(() -> {
      List<String> seen = new ArrayList<>();

      await(
          taskGroup(group -> {
            for (int i = 1; i <= 6; i++) {
              group.createTask(sleep(seconds(i)));
            }
            await(sleep(seconds(3.5)));
            seen.add(group.toString());
            await(sleep(seconds(3)));
            seen.add(group.toString());
          }));

      assertThat(seen)
          .containsExactly("TaskGroup[tasks=3, errors=0]", "TaskGroup[tasks=0, errors=0]");
    });
  }

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_task_name")
  void namesChildren() {
    TestLoop.run(() ->
        await(
            taskGroup(group -> {
              Task<Void> child = group.createTask(sleep(seconds(1)), TaskOptions.named("yolo"));

              assertThat(child.getName()).isEqualTo("yolo");
            })));
  }

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_name")
  void letsChildrenSeeTheirNameFromTheFirstStep() {
    TestLoop.run(() -> assertThat(nameSeenByChild()).isEqualTo("yolo"));
  }

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_name")
  void letsEagerChildrenSeeTheirNameFromTheFirstStep() {
    TestLoop.run(() -> {
      getRunningLoop().setTaskFactory(eagerTaskFactory());

      assertThat(nameSeenByChild()).isEqualTo("yolo");
    });
  }

  private static String nameSeenByChild() {
    Coroutine<String> ownName = () -> requireNonNull(currentTask()).getName();
    return await(
            taskGroup((TaskGroup group) -> group.createTask(ownName, TaskOptions.named("yolo"))))
        .result();
  }

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_task_context")
  void runsChildrenInTheVeryContextGiven() {
    TestLoop.run(() -> {
      ContextVar<Integer> count = new ContextVar<>("count", 0);
      Context context = Context.copy();
      TaskOptions inContext = TaskOptions.DEFAULTS.withContext(context);
      Coroutine<Integer> increment =
          () -> {
            count.set(count.get() + 1);
            return count.get();
          };

      await(
          taskGroup(group -> {
            await(group.createTask(increment, inContext));
            await(group.createTask(increment, inContext));
          }));

      int countInContext = context.run(count::get);
      assertThat(countInContext).isEqualTo(2);
      assertThat(count.get()).isEqualTo(0);
    });
  }

  @Test
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_coro_closed_when_tg_closed")
  void refusesTasksOnceItHasEnded() {
    TestLoop.run(() -> {
      List<String> events = new ArrayList<>();
      TaskGroup ended = await(taskGroup((TaskGroup group) -> group));

      assertThatThrownBy(() ->
              ended.createTask(() -> {
                events.add("began");
              }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is finished");
      await(sleep(seconds(0)));

      assertThat(events).isEmpty();
    });
  }

  @Test
  void leavesOtherTasksAlone() {
    TestLoop.run(() -> {
      Task<Void> stranger = createTask(sleep(seconds(10)));

      await(
          taskGroup(group -> {
            group.createTask(sleep(seconds(1)));
          }));

      assertThat(stranger.done()).isFalse();
    });
  }
}
