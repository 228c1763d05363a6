package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskGroupOptionsTest {

  @Nested
  class Limit {
    private static final TaskGroupOptions TWO = TaskGroupOptions.DEFAULTS.withLimit(2);

    @Test
    void letsSoManyTasksRunAtATime() {
      int[] running = {0, 0};

      TestLoop.run(() ->
          await(
              taskGroup(
                  TWO,
                  group -> {
                    for (int i = 0; i < 10; i++) {
                      group.createTask(() -> {
                        running[0]++;
                        running[1] = Math.max(running[1], running[0]);
                        await(sleep(millis(10)));
                        running[0]--;
                      });
                    }
                  })));

      assertThat(running).containsExactly(0, 2);
    }

    @Test
    void letsThemBeginInTheOrderTheyWereMade() {
      List<Integer> begun = new ArrayList<>();

      TestLoop.run(() ->
          await(
              taskGroup(
                  TWO,
                  group -> {
                    for (int i = 0; i < 5; i++) {
                      int number = i;
                      group.createTask(() -> {
                        begun.add(number);
                        await(sleep(millis(10)));
                      });
                    }
                  })));

      assertThat(begun).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void isNotUsedUpByTasksThatAreCancelledWhileTheyWait() {
      List<String> events = new ArrayList<>();

      TestLoop.run(() ->
          await(
              taskGroup(
                  TWO.withLimit(1),
                  group -> {
                    group.createTask(sleep(millis(10)));
                    Task<Boolean> waiting = group.createTask(() -> events.add("never"));
                    group.createTask(() -> events.add("last"));
                    await(sleep(Duration.ZERO));
                    waiting.cancel();
                  })));

      assertThat(events).containsExactly("last");
    }

    @Test
    void isNotUsedUpByATaskThatIsCancelledAsItsTurnComes() {
      List<String> events = new ArrayList<>();

      TestLoop.run(() ->
          await(
              taskGroup(
                  TWO.withLimit(1),
                  group -> {
                    Task<Void> first = group.createTask(sleep(seconds(1)));
                    Task<Boolean> second = group.createTask(() -> events.add("never"));
                    group.createTask(() -> events.add("last"));
                    await(sleep(Duration.ZERO));
                    first.cancel();
                    await(sleep(Duration.ZERO));
                    second.cancel();
                  })));

      assertThat(events).containsExactly("last");
    }

    @Test
    void isAtLeastOne() {
      assertThatThrownBy(() -> TaskGroupOptions.DEFAULTS.withLimit(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("limit < 1: 0");
    }
  }

  @Nested
  class Supervision {
    private static final TaskGroupOptions SUPERVISED =
        TaskGroupOptions.DEFAULTS.withSupervised(true);

    @Test
    void leavesTheSiblingsOfAFailedTaskAlone() {
      List<String> events = new ArrayList<>();

      TestLoop.run(() ->
          assertThatThrownBy(() ->
                  await(
                      taskGroup(
                          SUPERVISED,
                          (TaskGroup group) -> {
                            group.createTask(() -> {
                              throw new IOException("disk full");
                            });
                            group.createTask(() -> {
                              await(sleep(millis(10)));
                              events.add("sibling ended");
                            });
                            await(sleep(millis(5)));
                            events.add("body ended");
                          })))
              .isInstanceOf(ExceptionGroup.class));

      assertThat(events).containsExactly("body ended", "sibling ended");
    }

    @Test
    void collectsTheFailures() {
      IOException first = new IOException("disk full");
      IOException second = new IOException("line cut");

      TestLoop.run(() ->
          assertThatThrownBy(() ->
                  await(
                      taskGroup(
                          SUPERVISED,
                          (TaskGroup group) -> {
                            group.createTask(() -> {
                              throw first;
                            });
                            group.createTask(() -> {
                              await(sleep(millis(10)));
                              throw second;
                            });
                          })))
              .isInstanceOfSatisfying(
                  ExceptionGroup.class,
                  group -> assertThat(group.exceptions()).containsExactly(first, second)));
    }

    @Test
    void doesNotKeepTheTasksFromBeingCancelledWithTheBody() {
      List<String> events = new ArrayList<>();

      TestLoop.run(() ->
          assertThatThrownBy(() ->
                  await(
                      taskGroup(
                          SUPERVISED,
                          (TaskGroup group) -> {
                            group.createTask(() -> {
                              try {
                                await(sleep(seconds(3600)));
                              } finally {
                                events.add("cancelled");
                              }
                            });
                            await(sleep(millis(1)));
                            throw new IOException("disk full");
                          })))
              .isInstanceOf(ExceptionGroup.class));

      assertThat(events).containsExactly("cancelled");
    }
  }
}
