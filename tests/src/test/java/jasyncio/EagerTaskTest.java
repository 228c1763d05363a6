package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createEagerTaskFactory;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.eagerTaskFactory;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jasyncio.test.AsyncTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Tasks that begin inside the call that creates them.
class EagerTaskTest {
  private static final TaskOptions EAGER = TaskOptions.DEFAULTS.withEagerStart(true);

  private final List<String> events = new ArrayList<>();

  private Coroutine<String> note(String event) {
    return () -> {
      events.add(event);
      return event;
    };
  }

  @AsyncTest(seeds = 20)
  void isDoneOnReturnIfItNeedNotWait() {
    Task<String> task = createTask(note("value"), EAGER);

    assertThat(task.result()).isEqualTo("value");
  }

  @AsyncTest(seeds = 20)
  void runsUntilItMustWait() {
    Task<Void> task =
        createTask(
            () -> {
              events.add("first step");
              await(sleep(seconds(0.1)));
              events.add("second step");
            },
            EAGER);

    assertThat(events).containsExactly("first step");
    await(task);
    assertThat(events).containsExactly("first step", "second step");
  }

  @AsyncTest(seeds = 20)
  void runsBeforeWhatWasReady() {
    Task<String> ready = createTask(note("ready before"));

    createTask(note("eager"), EAGER);
    await(ready);

    assertThat(events).containsExactly("eager", "ready before");
  }

  @AsyncTest(seeds = 20)
  void keepsAFailureOfItsFirstStepForItsAwaiter() {
    IOException failure = new IOException("disk full");

    Task<Void> task =
        createTask(
            () -> {
              throw failure;
            },
            EAGER);

    assertThatThrownBy(() -> await(task)).isSameAs(failure);
  }

  @AsyncTest(seeds = 20)
  void mayCreateOthersInItsFirstStep() {
    Task<String> outer =
        createTask(
            () -> {
              Task<String> inner = createTask(note("inner"), EAGER);
              events.add("outer");
              return await(inner);
            },
            EAGER);

    assertThat(outer.result()).isEqualTo("inner");
    assertThat(events).containsExactly("inner", "outer");
  }

  /// A callback gets its monitors back although the task is suspended within them.
  @Test
  void mayBeCreatedByACallbackThatHoldsMonitors() {
    TestLoop.run(() -> {
      Object outer = new Object();
      Object inner = new Object();
      List<Boolean> held = new ArrayList<>();
      getRunningLoop()
          .callSoon(() -> {
            synchronized (outer) {
              synchronized (inner) {
                createTask(TestLoop::yieldTurn, EAGER);
                held.add(Thread.holdsLock(outer) && Thread.holdsLock(inner));
              }
            }
            held.add(Thread.holdsLock(outer) || Thread.holdsLock(inner));
          });
      TestLoop.yieldTurn();

      assertThat(held).containsExactly(true, false);
    });
  }

  @Test
  void mayBeCreatedByACallback() {
    try (TestLoop test = new TestLoop()) {
      test.loop.callSoon(() -> {
        createTask(note("first step"), EAGER);
        events.add("callback goes on");
      });

      test.turns(1);

      assertThat(events).containsExactly("first step", "callback goes on");
    }
  }

  @Nested
  class Cancelled {

    @AsyncTest(seeds = 20)
    @Mirrors(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_cancellation_after_eager_completion")
    void keepsTheValueOfItsFirstStep() {
      Task<String> task = createTask(note("value"), EAGER);

      boolean cancels = task.cancel();

      assertThat(cancels).isFalse();
      assertThat(task.cancelled()).isFalse();
      assertThat(await(task)).isEqualTo("value");
    }

    @AsyncTest(seeds = 20)
    @Mirrors(
        "test_eager_task_factory.EagerTaskFactoryLoopTests.test_cancellation_after_eager_step_blocks")
    void throwsTheMessageWhereItWaits() {
      Task<Void> task = createTask(sleep(seconds(0.1)), EAGER);

      task.cancel("m");

      assertThat(task.cancelling()).isEqualTo(1);
      assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class).hasMessage("m");
    }
  }

  @Nested
  class CurrentTask {

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_current_task")
    void isTheNewOneInItsFirstStep() {
      Task<@Nullable Task<?>> task = createTask(() -> currentTask(), EAGER);

      assertThat(task.result()).isSameAs(task);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_current_task")
    void isTheSameAfterItWaited() {
      Task<@Nullable Task<?>> task =
          createTask(
              () -> {
                await(sleep(seconds(0.1)));
                return currentTask();
              },
              EAGER);

      assertThat(await(task)).isSameAs(task);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_current_task")
    void isTheCreatorAfterwards() {
      Task<?> creator = requireNonNull(currentTask());

      createTask(sleep(seconds(0.1)), EAGER);

      assertThat(currentTask()).isSameAs(creator);
    }
  }

  @Nested
  class ContextVariables {
    private final ContextVar<Integer> variable = new ContextVar<>("variable", 0);

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_context_vars")
    void areTheCreatorsInTheFirstStep() {
      variable.set(1);

      Task<Integer> task = createTask(() -> variable.get(), EAGER);

      assertThat(task.result()).isEqualTo(1);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_context_vars")
    void setInTheFirstStepAreKeptWhileTheTaskWaits() {
      variable.set(1);

      Task<Integer> task =
          createTask(
              () -> {
                variable.set(2);
                await(sleep(seconds(0.1)));
                return variable.get();
              },
              EAGER);

      assertThat(await(task)).isEqualTo(2);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_context_vars")
    void setInTheFirstStepAreNotSeenByTheCreator() {
      variable.set(1);

      createTask(() -> variable.set(2), EAGER);

      assertThat(variable.get()).isEqualTo(1);
    }
  }

  @Nested
  class ByDefaultFactory {

    @AsyncTest(seeds = 20)
    @Mirrors(
        "test_eager_task_factory.DefaultTaskFactoryEagerStart.test_eager_start_true_with_default_factory")
    void beginsAtOnceWhenAskedTo() {
      TaskOptions options = EAGER.withName("example");

      Task<String> task =
          getRunningLoop().createTask(() -> requireNonNull(currentTask()).getName(), options);

      assertThat(task.result()).isEqualTo("example");
    }

    @Test
    void waitsForTheLoopToRun() {
      try (TestLoop test = new TestLoop()) {
        Task<String> task = test.loop.createTask(note("value"), EAGER);

        assertThat(events).as("before the loop runs").isEmpty();
        assertThat(test.complete(task)).isEqualTo("value");
      }
    }

    @Test
    @Mirrors("github_issues_2026.gh-155338")
    void doesNotBeginInAnotherThreadThanTheLoops() {
      try (TestLoop test = new TestLoop()) {
        CompletableFuture<Thread> began = new CompletableFuture<>();
        Coroutine<Void> body = Coroutine.of(() -> began.complete(Thread.currentThread()));
        // while this callback waits for the other thread, the loop runs but does nothing else
        test.loop.callSoon(() -> {
          var task = CompletableFuture.supplyAsync(() -> test.loop.createTask(body, EAGER)).join();
          events.add(task.done() ? "done" : "not begun");
        });

        test.turns(2);

        assertThat(events).containsExactly("not begun");
        assertThat(began).isCompleted();
      }
    }
  }

  @Nested
  class ByEagerFactory {

    @Test
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_task_factory_set")
    void isWhatTheLoopsFactoryIs() {
      try (TestLoop test = new TestLoop()) {
        TaskFactory factory = createEagerTaskFactory(new CountingFactory());

        test.loop.setTaskFactory(factory);

        assertThat(test.loop.getTaskFactory()).isSameAs(factory);
      }
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_task_factory_set")
    void isMadeByTheFactoryWithin() {
      CountingFactory factory = new CountingFactory();
      getRunningLoop().setTaskFactory(createEagerTaskFactory(factory));

      Task<Void> task = createTask(sleep(seconds(0)));

      assertThat(factory.made).containsExactly(task);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.CEagerTaskFactoryLoopTests.test_name")
    void seesItsNameInTheFirstStep() {
      getRunningLoop().setTaskFactory(eagerTaskFactory());

      Task<String> task =
          createTask(() -> requireNonNull(currentTask()).getName(), TaskOptions.named("test name"));

      assertThat(task.result()).isEqualTo("test name");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_eager_task_factory.EagerTaskFactoryLoopTests.test_eager_start_false")
    void waitsForItsTurnWhenAskedTo() {
      getRunningLoop().setTaskFactory(eagerTaskFactory());

      Task<String> task = createTask(note("value"), TaskOptions.DEFAULTS.withEagerStart(false));

      assertThat(events).as("on return").isEmpty();
      assertThat(await(task)).isEqualTo("value");
    }
  }

  /// The number of tasks that have to be scheduled for a tree of 1 + 5 + 5² + 5³ + 5⁴ coroutines.
  @Nested
  class Counted {
    private static final int ALL = 781;

    private final CountingFactory factory = new CountingFactory();

    @Test
    @Mirrors("test_eager_task_factory.BaseTaskCountingTests.test_recursive_taskgroups")
    void isNeverScheduledInATreeOfTaskGroups() {
      assertThat(scheduled(treeOfGroups(4), createEagerTaskFactory(factory))).isEqualTo(0);
      assertThat(factory.made).hasSize(ALL);
    }

    @Test
    @Mirrors("test_eager_task_factory.BaseTaskCountingTests.test_recursive_taskgroups")
    void isAlwaysScheduledInATreeOfTaskGroupsOtherwise() {
      assertThat(scheduled(treeOfGroups(4), factory)).isEqualTo(ALL);
    }

    @Test
    @Mirrors("test_eager_task_factory.BaseTaskCountingTests.test_recursive_gather")
    void isNeverScheduledInATreeOfGathers() {
      assertThat(scheduled(treeOfGathers(4), createEagerTaskFactory(factory))).isEqualTo(0);
      assertThat(factory.made).hasSize(ALL);
    }

    @Test
    @Mirrors("test_eager_task_factory.BaseTaskCountingTests.test_recursive_gather")
    void isAlwaysScheduledInATreeOfGathersOtherwise() {
      assertThat(scheduled(treeOfGathers(4), factory)).isEqualTo(ALL);
    }

    private int scheduled(Coroutine<Void> tree, TaskFactory tasks) {
      try (TestLoop test = new TestLoop()) {
        test.loop.setTaskFactory(tasks);
        test.complete(tree);
      }
      return factory.scheduled;
    }

    private static Coroutine<Void> treeOfGroups(int depth) {
      return depth == 0
          ? sleepless()
          : taskGroup(group -> {
            for (int i = 0; i < 5; i++) {
              group.createTask(treeOfGroups(depth - 1));
            }
          });
    }

    private static Coroutine<Void> treeOfGathers(int depth) {
      return depth == 0
          ? sleepless()
          : Coroutine.of(() -> {
            List<Coroutine<Void>> children = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
              children.add(treeOfGathers(depth - 1));
            }
            await(gather(children));
          });
    }

    private static Coroutine<Void> sleepless() {
      return Coroutine.of(() -> {});
    }
  }

  /// Makes plain tasks and counts those for which no eager start was requested.
  private static final class CountingFactory implements TaskFactory {
    private final TaskFactory tasks = eagerTaskFactory();
    final List<Task<?>> made = new ArrayList<>();
    int scheduled;

    @Override
    public <T extends @Nullable Object> Task<T> createTask(
        EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
      boolean eager = Boolean.TRUE.equals(options.eagerStart());
      if (!eager) {
        scheduled++;
      }
      Task<T> task = tasks.createTask(loop, coroutine, options.withEagerStart(eager));
      made.add(task);
      return task;
    }
  }
}
