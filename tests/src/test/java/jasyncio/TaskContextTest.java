package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.internal.base.Unit;
import jasyncio.test.AsyncTest;
import jasyncio.test.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The values of a context variable that a task and its callbacks see.
class TaskContextTest {
  private static final ContextVar<String> NAME = new ContextVar<>("name", "default");

  private static String nameIn(Context context) throws Exception {
    return context.run(() -> NAME.get());
  }

  @Nested
  @Mirrors("test_tasks.BaseTaskTests.test_context_2")
  class OfADoneCallback {

    @AsyncTest(seeds = 20)
    void isThatOfItsRegistration(VirtualClock clock) {
      List<String> seen = new ArrayList<>();
      Future<Void> future = getRunningLoop().createFuture();
      NAME.set("at registration");
      future.addDoneCallback(_ -> seen.add(NAME.get()));
      NAME.set("later");

      future.setResult(Unit.VALUE);
      await(clock.runUntilIdle());

      assertThat(seen).containsExactly("at registration");
    }

    @AsyncTest(seeds = 20)
    void keepsItsChangesFromTheTask(VirtualClock clock) {
      Future<Void> future = getRunningLoop().createFuture();
      future.addDoneCallback(_ -> NAME.set("changed by the callback"));
      NAME.set("the task's");
      getRunningLoop().callSoon(() -> future.setResult(Unit.VALUE));

      await(future);
      await(clock.runUntilIdle());

      assertThat(NAME.get()).isEqualTo("the task's");
    }
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_context_2")
  void keepsATasksValuesAcrossAwaits() {
    for (int i = 0; i < 3; i++) {
      NAME.set("value " + i);

      await(sleep(millis(1)));

      assertThat(NAME.get()).isEqualTo("value " + i);
    }
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_context_2")
  void leaksNothingOutOfTheLoop() {
    TestLoop.run(() -> {
      NAME.set("inside");
      await(sleep(millis(1)));
    });

    assertThat(NAME.get()).isEqualTo("default");
  }

  @AsyncTest(seeds = 20)
  @Mirrors("test_tasks.BaseTaskTests.test_context_3")
  void keepsAHundredTasksApart() {
    ContextVar<Integer> value = new ContextVar<>("value", -1);
    Random random = new Random(42);
    List<String> mixedUp = new ArrayList<>();

    List<Coroutine<Void>> tasks = new ArrayList<>();
    for (int task = 0; task < 100; task++) {
      int mine = task * 1000;
      tasks.add(
          Coroutine.of(() -> {
            for (int i = 0; i < 10; i++) {
              value.set(mine + i);
              await(sleep(Duration.ofNanos(random.nextInt(1_000_000))));
              if (value.get() != mine + i) {
                mixedUp.add(value.get() + " instead of " + (mine + i));
              }
            }
          }));
    }
    await(gather(tasks));

    assertThat(mixedUp).isEmpty();
    assertThat(value.get()).isEqualTo(-1);
  }

  @AsyncTest(seeds = 20)
  void isACopyOfItsCreatorsUnlessGiven() {
    NAME.set("creator's");
    Task<String> task =
        createTask(() -> {
          String inherited = NAME.get();
          NAME.set("task's");
          return inherited;
        });
    NAME.set("creator's, later");

    String inherited = await(task);

    assertThat(inherited).isEqualTo("creator's");
    assertThat(NAME.get()).isEqualTo("creator's, later");
  }

  @Nested
  class IfGiven {
    private final Coroutine<String> coroutine =
        () -> {
          await(sleep(millis(1)));
          NAME.set("1");
          await(sleep(millis(1)));
          String before = NAME.get();
          NAME.set("2");
          return before;
        };

    @Test
    @Mirrors("test_tasks.BaseTaskTests.test_context_4")
    void isItselfWhatTheTaskChanges() throws Exception {
      try (TestLoop test = new TestLoop()) {
        Context context = Context.copy();
        Task<String> task =
            test.loop.createTask(coroutine, TaskOptions.DEFAULTS.withContext(context));
        String first = nameIn(context);

        String second = test.complete(task);

        assertThat(List.of(first, second, nameIn(context))).containsExactly("default", "1", "2");
      }
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_tasks.BaseTaskTests.test_context_5")
    void isUsedByATaskOfTheRunningLoop() throws Exception {
      Context context = Context.copy();

      await(createTask(coroutine, TaskOptions.DEFAULTS.withContext(context)));

      assertThat(nameIn(context)).isEqualTo("2");
      assertThat(NAME.get()).isEqualTo("default");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_tasks.BaseTaskTests.test_context_6")
    void isUsedByATaskOfAnyLoop() throws Exception {
      Context context = Context.copy();
      context.run(() -> NAME.set("0"));
      EventLoop loop = getRunningLoop();

      String value =
          await(loop.createTask(() -> NAME.get(), TaskOptions.DEFAULTS.withContext(context)));

      assertThat(value).isEqualTo("0");
    }

    @AsyncTest(seeds = 20)
    @Mirrors("test_tasks.BaseTaskTests.test_get_context")
    void isGivenBack() {
      Context context = Context.copy();

      Task<String> task = createTask(coroutine, TaskOptions.DEFAULTS.withContext(context));

      assertThat(task.getContext()).isSameAs(context);
    }
  }
}
