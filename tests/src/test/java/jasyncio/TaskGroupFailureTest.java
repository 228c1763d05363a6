package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.eagerTaskFactory;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Shapes.shape;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.Unit;
import jasyncio.test.AsyncTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A group in which a child or the body fails.
class TaskGroupFailureTest {
  private final List<String> events = new ArrayList<>();

  /// A child that ends only when it is cancelled, and records that.
  private Coroutine<Void> sleeper() {
    return noting("child cancelled", sleep(seconds(10)));
  }

  private Coroutine<Void> noting(String event, Coroutine<Void> body) {
    return () -> {
      try {
        return await(body);
      } catch (CancelledError e) {
        events.add(event);
        throw e;
      }
    };
  }

  private static Coroutine<Void> failing(Throwable failure) {
    return () -> {
      throw Sneaky.<RuntimeException>unchecked(failure);
    };
  }

  private static Coroutine<Void> failingAfter(double delay, Throwable failure) {
    return () -> {
      await(sleep(seconds(delay)));
      throw Sneaky.<RuntimeException>unchecked(failure);
    };
  }

  private static Throwable failureOf(TaskGroup.VoidBody body) {
    return catchThrowable(() -> await(taskGroup(body)));
  }

  @Nested
  class OfChildren {

    @AsyncTest
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancel_children_on_child_error")
    void areAllThrown() {
      Throwable thrown =
          failureOf(group -> {
            for (int i = 0; i < 3; i++) {
              group.createTask(failingAfter(0.1, new ArithmeticException()));
            }
            group.createTask(sleeper());
            await(sleep(seconds(10)));
          });

      assertThat(shape(thrown))
          .isEqualTo("[ArithmeticException, ArithmeticException, ArithmeticException]");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancel_children_on_child_error")
    void cancelTheBody() {
      failureOf(group -> {
        group.createTask(failingAfter(0.1, new ArithmeticException()));
        await(noting("body cancelled", sleep(seconds(10))));
      });

      assertThat(events).containsExactly("body cancelled");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancel_children_on_child_error")
    void cancelTheOtherChildren() {
      failureOf(group -> {
        group.createTask(sleeper());
        group.createTask(failingAfter(0.1, new ArithmeticException()));
      });

      assertThat(events).containsExactly("child cancelled");
    }

    @AsyncTest(seeds = 20)
    void areThrownAsTheSameInstance() {
      ArithmeticException failure = new ArithmeticException();

      assertThatThrownBy(() ->
              await(
                  taskGroup(group -> {
                    group.createTask(failing(failure));
                  })))
          .isInstanceOfSatisfying(
              ExceptionGroup.class,
              group -> assertThat(group.exceptions().getFirst()).isSameAs(failure));
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_19")
    void standBeforeWhatTheBodyFailsWithWhenItIsCancelled() {
      Throwable thrown =
          failureOf(group -> {
            group.createTask(failingAfter(0.1, new ArithmeticException()));
            cleaningUpWith(new IllegalArgumentException());
          });

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException, IllegalArgumentException]");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_20a")
    void standBesideAnErrorOfTheBody() {
      Throwable thrown =
          failureOf(group -> {
            group.createTask(failingAfter(0.1, new ArithmeticException()));
            cleaningUpWith(new AssertionError());
          });

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException, AssertionError]");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_21a")
    void mayBeErrors() {
      Throwable thrown =
          failureOf(group -> {
            group.createTask(failingAfter(0.1, new AssertionError()));
            cleaningUpWith(new ClassCastException());
          });

      assertThat(shape(thrown)).isEqualTo("[AssertionError, ClassCastException]");
    }

    private static void cleaningUpWith(Throwable failure) {
      try {
        await(sleep(seconds(10)));
      } finally {
        await(failing(failure));
      }
    }

    @Test
    @Mirrors("test_taskgroups.BaseTestTaskGroup._test_taskgroup_21")
    void endTheRunIfTheyAreFatal() {
      try (TestLoop test = new TestLoop()) {
        KeyboardInterrupt interrupt = new KeyboardInterrupt();
        Task<?> parent =
            test.loop.createTask(
                taskGroup((TaskGroup group) -> group.createTask(failing(interrupt))));

        assertThatThrownBy(() -> test.complete(parent)).as("of the child").isSameAs(interrupt);
        assertThatThrownBy(() -> test.complete(parent)).as("of the group").isSameAs(interrupt);
      }
    }

    @Test
    void standBesideAFatalOne() {
      try (TestLoop test = new TestLoop()) {
        KeyboardInterrupt interrupt = new KeyboardInterrupt();
        ArithmeticException failure = new ArithmeticException();
        Task<?> parent =
            test.loop.createTask(
                taskGroup(group -> {
                  group.createTask(failing(failure));
                  group.createTask(failing(interrupt));
                }));

        assertThatThrownBy(() -> test.complete(parent)).isSameAs(interrupt);
        assertThatThrownBy(() -> test.complete(parent))
            .isSameAs(interrupt)
            .hasSuppressedException(failure);
      }
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_25")
    void stopGrowth() {
      Throwable thrown =
          failureOf(group -> {
            group.createTask(growing(group));
            group.createTask(failingAfter(3.5, new ArithmeticException()));
          });

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
    }

    private static Coroutine<Void> growing(TaskGroup group) {
      return () -> {
        await(sleep(seconds(1)));
        group.createTask(growing(group));
        group.createTask(growing(group));
        return Unit.VALUE;
      };
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_no_create_task_after_failure")
    void letNoMoreChildrenIn() {
      Throwable thrown =
          failureOf(group -> {
            group.createTask(failing(new ArithmeticException()));
            try {
              await(sleep(seconds(1)));
            } catch (CancelledError e) {
              assertThatThrownBy(() -> group.createTask(sleeper()))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("is shutting down");
              throw e;
            }
          });

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancelling_level_preserved")
    void leaveNoCancellationOnTheParent() {
      failureOf(group -> {
        group.createTask(failing(new ArithmeticException()));
      });

      assertThat(requireNonNull(currentTask()).cancelling()).isEqualTo(0);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_context_manager_exit_raises")
    void standBesideWhatClosingAResourceOfTheBodyFailsWith() {
      Throwable thrown = failureOf(TaskGroupFailureTest::failWithinAResourceThatFails);

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException, IllegalStateException]");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_context_manager_exit_raises")
    void leaveNoCancellationOnTheParentWhenAResourceFailsToo() {
      failureOf(TaskGroupFailureTest::failWithinAResourceThatFails);

      assertThat(requireNonNull(currentTask()).cancelling()).isEqualTo(0);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_13")
    void comeOutOfTheOuterGroupAloneWhileTheBodyIsInAnInnerOne() {
      Throwable thrown =
          failureOf(outer -> {
            outer.createTask(failingAfter(0.1, new IllegalArgumentException()));
            await(
                taskGroup(inner -> {
                  inner.createTask(sleeper());
                }));
          });

      assertThat(shape(thrown)).isEqualTo("[IllegalArgumentException]");
      assertThat(events).containsExactly("child cancelled");
    }
  }

  private static void failWithinAResourceThatFails(TaskGroup group) throws Exception {
    AutoCloseable resource = () -> await(failing(new IllegalStateException("close failed")));
    try {
      group.createTask(failing(new ArithmeticException()));
      await(sleep(seconds(10)));
    } finally {
      resource.close();
    }
  }

  @Nested
  class OfTheBody {

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_09")
    void cancelTheChildren() {
      Throwable thrown =
          failureOf((TaskGroup group) -> {
            group.createTask(sleeper());
            group.createTask(sleeper());
            await(sleep(seconds(0.1)));
            throw new ArithmeticException();
          });

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
      assertThat(events).containsExactly("child cancelled", "child cancelled");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_10")
    void cancelChildrenThatHaveNotBegun() {
      List<Task<?>> children = new ArrayList<>();

      Throwable thrown =
          failureOf((TaskGroup group) -> {
            children.add(group.createTask(sleeper()));
            children.add(group.createTask(sleeper()));
            throw new ArithmeticException();
          });

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
      assertThat(events).as("children never ran").isEmpty();
      assertThat(children).allMatch(Task::cancelled);
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_taskgroup_12")
    void keepTheShapeOfNestedGroups() {
      Throwable thrown =
          failureOf(outer -> {
            outer.createTask(sleeper());
            await(
                taskGroup((TaskGroup inner) -> {
                  inner.createTask(sleeper());
                  await(sleep(seconds(0.1)));
                  throw new ArithmeticException();
                }));
          });

      assertThat(shape(thrown)).isEqualTo("[[ArithmeticException]]");
      assertThat(events).containsExactly("child cancelled", "child cancelled");
    }
  }

  /// A child that fails, or whose sibling does, before it was added to the group.
  @Nested
  class DuringCreation {

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancels_task_if_created_during_creation")
    void cancelTheChildThatCreatedTheSibling() {
      Throwable thrown = failureOf(group -> group.createTask(creatorOfFailing(group)));

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
      assertThat(events).containsExactly("creator cancelled");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancels_task_if_created_during_creation")
    void cancelTheEagerChildThatCreatedTheSibling() {
      getRunningLoop().setTaskFactory(eagerTaskFactory());

      Throwable thrown = failureOf(group -> group.createTask(creatorOfFailing(group)));

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
      assertThat(events).containsExactly("creator cancelled");
    }

    private Coroutine<Void> creatorOfFailing(TaskGroup group) {
      return () -> {
        group.createTask(failing(new ArithmeticException()));
        return await(noting("creator cancelled", sleep(seconds(10))));
      };
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancellation_does_not_leak_out_of_tg")
    void doNotCancelWhatComesAfterTheGroup() {
      Throwable thrown = failureOf(group -> group.createTask(failing(new ArithmeticException())));
      String later = await(sleep(seconds(0), "not cancelled"));

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
      assertThat(later).isEqualTo("not cancelled");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_taskgroups.BaseTestTaskGroup.test_cancellation_does_not_leak_out_of_tg")
    void doNotCancelWhatComesAfterTheGroupWhenEager() {
      getRunningLoop().setTaskFactory(eagerTaskFactory());

      Throwable thrown = failureOf(group -> group.createTask(failing(new ArithmeticException())));
      String later = await(sleep(seconds(0), "not cancelled"));

      assertThat(shape(thrown)).isEqualTo("[ArithmeticException]");
      assertThat(later).isEqualTo("not cancelled");
    }
  }
}
