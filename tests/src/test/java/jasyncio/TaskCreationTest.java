package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.eagerTaskFactory;
import static jasyncio.Asyncio.ensureFuture;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The creation of tasks by a loop.
class TaskCreationTest {

  /// Makes the loop's usual tasks and keeps them.
  private static final class KeepingFactory implements TaskFactory {
    final List<Task<?>> made = new ArrayList<>();

    @Override
    public <T extends @Nullable Object> Task<T> createTask(
        EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
      Task<T> task = eagerTaskFactory().createTask(loop, coroutine, options.withEagerStart(false));
      made.add(task);
      return task;
    }
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_base_events.BaseEventLoopTests.test_create_named_task_with_default_factory")
  void givesTheTaskItsName() {
    Task<Void> task =
        getRunningLoop().createTask(sleep(seconds(0)), TaskOptions.named("test_task"));

    assertThat(task.getName()).isEqualTo("test_task");
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_create_task_error_closes_coro")
  void isRefusedOnAClosedLoop() {
    List<String> events = new ArrayList<>();
    TestLoop test = new TestLoop();
    test.close();

    assertThatThrownBy(() -> test.loop.createTask(Coroutine.of(() -> events.add("began"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");

    assertThat(events).isEmpty();
    assertThat(Asyncio.allTasks(test.loop)).isEmpty();
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_base_events.BaseEventLoopTests.test_create_task")
  void ensureFutureLeavesTheTaskToTheLoopsFactory() {
    KeepingFactory factory = new KeepingFactory();
    getRunningLoop().setTaskFactory(factory);

    Future<Void> ensured = ensureFuture(sleep(seconds(0)));

    assertThat(factory.made).containsExactly((Task<?>) ensured);
  }

  @AsyncTest(seeds = 20)
  void isTheLoopsOwnAgainOnceTheFactoryIsNull() {
    KeepingFactory factory = new KeepingFactory();
    getRunningLoop().setTaskFactory(factory);
    getRunningLoop().setTaskFactory(null);

    String name =
        await(createTask(() -> requireNonNull(currentTask()).getName(), TaskOptions.named("x")));

    assertThat(getRunningLoop().getTaskFactory()).isNull();
    assertThat(factory.made).isEmpty();
    assertThat(name).isEqualTo("x");
  }

  @AsyncTest(seeds = 20)
  void isPlainInsideTheFactory() {
    getRunningLoop().setTaskFactory(TaskCreationTest::renamed);

    String name = await(createTask(() -> requireNonNull(currentTask()).getName()));

    assertThat(name).isEqualTo("renamed");
  }

  private static <T extends @Nullable Object> Task<T> renamed(
      EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
    return loop.createTask(() -> await(coroutine), options.withName("renamed"));
  }

  @AsyncTest(seeds = 20)
  void asksTheFactoryInATaskThatAFactoryBeganEagerly() {
    List<String> asked = new ArrayList<>();
    TaskFactory eager = eagerTaskFactory();
    getRunningLoop()
        .setTaskFactory(
            new TaskFactory() {
              @Override
              public <T extends @Nullable Object> Task<T> createTask(
                  EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
                asked.add(requireNonNull(options.name()));
                return eager.createTask(loop, coroutine, options);
              }
            });

    await(
        createTask(
            () -> await(createTask(() -> "value", TaskOptions.named("inner"))),
            TaskOptions.named("outer")));

    assertThat(asked).containsExactly("outer", "inner");
  }
}
