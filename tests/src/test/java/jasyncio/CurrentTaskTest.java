package jasyncio;

import static jasyncio.Asyncio.allTasks;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.sleep;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// The current task, and the set of all tasks.
class CurrentTaskTest {

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_current_task")
  void isTheOneThatRunsAndNullOutside() {
    try (TestLoop test = new TestLoop()) {
      assertThat(currentTask(test.loop)).isNull();

      Task<Void> task =
          test.loop.createTask(
              Coroutine.of(() -> {
                Task<?> current = requireNonNull(currentTask());
                assertThat(currentTask(getRunningLoop())).isSameAs(current);
                assertThat(current.getName()).isEqualTo("me");
              }),
              TaskOptions.named("me"));
      test.complete(task);

      assertThat(currentTask(test.loop)).isNull();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseCurrentLoopTests.test_current_task_with_implicit_loop")
  void isTheSameWithOrWithoutALoop() {
    try (TestLoop test = new TestLoop()) {
      test.complete(
          Coroutine.of(() ->
              assertThat(currentTask())
                  .isNotNull()
                  .isSameAs(currentTask(null))
                  .isSameAs(currentTask(test.loop))));

      assertThat(currentTask(test.loop)).isNull();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_current_task_with_interleaving_tasks")
  void isAlwaysTheOneThatRunsOfTwoThatAlternate() {
    try (TestLoop test = new TestLoop()) {
      Future<String> first = new Future<>(test.loop);
      Future<String> second = new Future<>(test.loop);
      List<Task<?>> seen = new ArrayList<>();
      Task<Void> one =
          test.loop.createTask(
              Coroutine.of(() -> {
                seen.add(currentTask());
                await(first);
                seen.add(currentTask());
                second.setResult("go on");
                seen.add(currentTask());
              }));
      Task<Void> two =
          test.loop.createTask(
              Coroutine.of(() -> {
                seen.add(currentTask());
                first.setResult("go on");
                seen.add(currentTask());
                await(second);
                seen.add(currentTask());
              }));
      test.complete(two);

      assertThat(seen).containsExactly(one, two, two, one, one, two);
      assertThat(currentTask(test.loop)).isNull();
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskIntrospectionTests.test__register_task_3")
  void allTasksLeavesDoneTasksOut() {
    TestLoop.run(() -> {
      Task<Void> done = createTask(() -> {});
      await(done);

      assertThat(allTasks(getRunningLoop())).containsExactly(currentTask());
    });
  }

  @Test
  @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_all_tasks_with_blocking")
  void allTasksHasAnEagerTaskFromItsFirstStepToItsEnd() {
    TestLoop.run(() -> {
      Future<String> gate = getRunningLoop().createFuture();
      List<Set<Task<?>>> within = new ArrayList<>();
      Task<Void> eager =
          createTask(
              () -> {
                within.add(allTasks());
                await(gate);
              },
              TaskOptions.DEFAULTS.withEagerStart(true));

      assertThat(within.getFirst()).contains(eager);
      assertThat(allTasks()).contains(eager);
      gate.setResult("open");
      await(eager);
      assertThat(allTasks()).doesNotContain(eager);
    });
  }

  @Test
  @Mirrors("test_free_threading.TestFreeThreading.test_all_tasks_race")
  void allTasksHasThoseOfOneLoop() throws Exception {
    Callable<Integer> program =
        () ->
            run(() -> {
              List<Task<Void>> tasks = new ArrayList<>();
              for (int i = 0; i < 100; i++) {
                tasks.add(createTask(() -> await(sleep(Duration.ZERO))));
              }
              Set<Task<?>> all = allTasks(getRunningLoop());
              assertThat(all).containsAll(tasks).contains(currentTask());
              assertThat(all).allMatch(task -> task.getLoop() == getRunningLoop());
              for (Task<Void> task : tasks) {
                await(task);
              }
              return all.size();
            });

    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      for (var size : threads.invokeAll(Collections.nCopies(10, program))) {
        assertThat(size.get()).isEqualTo(101);
      }
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_get_coro")
  void knowsItsCoroutineAlsoAfterTheEnd() {
    TestLoop.run(() -> {
      Coroutine<String> coroutine = () -> "value";
      Task<String> task = createTask(coroutine);

      assertThat(task.getCoro()).isSameAs(coroutine);
      await(task);
      assertThat(task.getCoro()).isSameAs(coroutine);
    });
  }
}
