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

import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.util.ArrayList;
import java.util.List;

/// A group without failures: it waits.
class TaskGroupTest {

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_01")
  void waitsForAllChildren() {
    List<Task<Integer>> children = new ArrayList<>();

    await(
        taskGroup(group -> {
          children.add(group.createTask(sleep(seconds(0.1), 42)));
          children.add(group.createTask(sleep(seconds(0.2), 11)));
        }));

    assertThat(children).extracting(Task::result).containsExactly(42, 11);
  }

  @AsyncTest(seeds = 20)
  void givesTheValueOfItsBody() {
    String value =
        await(
            taskGroup(group -> {
              group.createTask(sleep(seconds(1)));
              return "body";
            }));

    assertThat(value).isEqualTo("body");
  }

  @AsyncTest(seeds = 20)
  void beginsAnewWhenAwaitedAgain() {
    List<Task<String>> children = new ArrayList<>();
    Coroutine<Void> scope =
        taskGroup(group -> {
          children.add(group.createTask(sleep(seconds(1), "child")));
        });

    await(scope);
    await(scope);

    assertThat(children).extracting(Task::result).containsExactly("child", "child");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_24")
  void waitsForChildrenThatChildrenAddWhileItWaits() {
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
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_23")
  void forgetsChildrenAsTheyEnd() {
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
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_task_name")
  void namesChildren() {
    await(
        taskGroup(group -> {
          Task<Void> child = group.createTask(sleep(seconds(1)), TaskOptions.named("yolo"));

          assertThat(child.getName()).isEqualTo("yolo");
        }));
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_name")
  void letsChildrenSeeTheirNameFromTheFirstStep() {
    assertThat(nameSeenByChild()).isEqualTo("yolo");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_name")
  void letsEagerChildrenSeeTheirNameFromTheFirstStep() {
    getRunningLoop().setTaskFactory(eagerTaskFactory());

    assertThat(nameSeenByChild()).isEqualTo("yolo");
  }

  private static String nameSeenByChild() {
    Coroutine<String> ownName = () -> requireNonNull(currentTask()).getName();
    return await(
            taskGroup((TaskGroup group) -> group.createTask(ownName, TaskOptions.named("yolo"))))
        .result();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_task_context")
  void runsChildrenInTheVeryContextGiven() throws Exception {
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
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_taskgroups.BaseTestTaskGroup.test_coro_closed_when_tg_closed")
  void refusesTasksOnceItHasEnded(VirtualClock clock) {
    List<String> events = new ArrayList<>();
    TaskGroup ended = await(taskGroup((TaskGroup group) -> group));

    assertThatThrownBy(() ->
            ended.createTask(() -> {
              events.add("began");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is finished");
    await(clock.runUntilIdle());

    assertThat(events).isEmpty();
  }

  @AsyncTest(seeds = 20, leaksAllowed = true)
  void leavesOtherTasksAlone() {
    Task<Void> stranger = createTask(sleep(seconds(10)));

    await(
        taskGroup(group -> {
          group.createTask(sleep(seconds(1)));
        }));

    assertThat(stranger.done()).isFalse();
  }
}
