package jasyncio;

import static jasyncio.Asyncio.asCompleted;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.eagerTaskFactory;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitFor;
import static jasyncio.TestLoop.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Turns, messages and origins that CPython 3.13 was asked for with the same programs.
class TurnsAsInAsyncioTest {
  private static final Duration LONG = Duration.ofHours(1);

  /// The number of turns from now on.
  private static AtomicInteger countTurns() {
    AtomicInteger turns = new AtomicInteger();
    class Tick implements Runnable {
      @Override
      public void run() {
        if (turns.incrementAndGet() < 20) {
          getRunningLoop().callSoon(this);
        }
      }
    }
    getRunningLoop().callSoon(new Tick());
    return turns;
  }

  @Test
  void waitingForNoTimeTakesThreeTurns() {
    TestLoop.run(() -> {
      Task<Void> task = createTask(sleep(LONG));
      yieldTurn();
      AtomicInteger turns = countTurns();

      assertThatThrownBy(() -> await(waitFor(task, Duration.ZERO)))
          .isInstanceOf(TimeoutException.class);

      assertThat(turns).hasValue(3);
    });
  }

  @Test
  void asCompletedMakesAllTasksBeforeItWatchesAny() {
    TestLoop.run(() -> {
      List<String> order = new ArrayList<>();
      Coroutine<String> quick =
          () -> {
            Objects.requireNonNull(currentTask()).addDoneCallback(_ -> order.add("ended"));
            return "quick";
          };
      Future<String> ready = getRunningLoop().createFuture();
      ready.setResult("ready");

      for (Future<String> next : asCompleted(List.of(ready, quick))) {
        order.add(await(next));
      }

      assertThat(order).containsExactly("ended", "ready", "quick");
    });
  }

  @Test
  void asCompletedLeavesNothingOnAFutureThatOutlivesItsTimeout() {
    TestLoop.run(() -> {
      Future<Void> never = getRunningLoop().createFuture();

      for (Future<Void> next : asCompleted(List.of(never), Duration.ofMillis(1))) {
        assertThatThrownBy(() -> await(next)).isInstanceOf(TimeoutException.class);
      }

      assertThat(never.waiters()).isEmpty();
    });
  }

  @Test
  void aTaskThatAwaitsItselfIsToldInTheNextTurn() {
    TestLoop.run(() -> {
      AtomicInteger turns = countTurns();

      assertThatThrownBy(() -> await(Objects.requireNonNull(currentTask())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot await itself");

      assertThat(turns).hasValue(1);
    });
  }

  @Test
  void aCancelGoesBeforeTheCancellationOfAnItemOfAsCompleted() {
    TestLoop.run(() -> {
      List<String> messages = new ArrayList<>();
      Future<Void> only = getRunningLoop().createFuture();
      Task<Void> task =
          createTask(() -> {
            for (Future<Void> next : asCompleted(List.of(only))) {
              try {
                await(next);
              } catch (CancelledError e) {
                messages.add(e.getMessage());
              }
            }
          });
      yieldTurn();
      only.cancel("the item's");
      yieldTurn();
      task.cancel("the consumer's");
      await(task);

      assertThat(messages).containsExactly("the consumer's");
    });
  }

  @Test
  void theErrorOfTheFirstCancelIsKeptThoughASecondFollows() {
    TestLoop.run(() -> {
      List<String> messages = new ArrayList<>();
      Task<Void> task =
          createTask(() -> {
            try {
              await(gather(sleep(LONG)));
            } catch (CancelledError e) {
              messages.add(e.getMessage());
            }
          });
      yieldTurn();
      task.cancel("first");
      yieldTurn();
      task.cancel("second");
      await(task);

      assertThat(messages).containsExactly("first");
    });
  }

  @Test
  void aGatherHearsInTheNextTurnOfAChildThatAnEagerOneEnds() {
    TestLoop.run(() -> {
      getRunningLoop().setTaskFactory(eagerTaskFactory());
      Future<String> first = getRunningLoop().createFuture();
      Future<String> never = getRunningLoop().createFuture();
      Coroutine<String> ender =
          () -> {
            first.cancel();
            return "ended it";
          };

      Future<List<String>> gather = gather(List.of(first, ender, never));

      assertThat(gather.done()).isFalse();
      yieldTurn();
      assertThat(gather.done()).isTrue();
      assertThatThrownBy(gather::result).isInstanceOf(CancelledError.class);
    });
  }

  @Test
  void aGatherWhoseChildRefusesTellsWhoCancelledIt() {
    TestLoop.run(() -> {
      List<CancelledError> errors = new ArrayList<>();
      Coroutine<Integer> stubborn =
          () -> {
            try {
              await(sleep(LONG));
              return 0;
            } catch (CancelledError e) {
              return 1;
            }
          };
      Task<Void> task =
          createTask(() -> {
            try {
              await(gather(stubborn));
            } catch (CancelledError e) {
              errors.add(e);
            }
          });
      yieldTurn();
      yieldTurn();
      task.cancel("stop");
      await(task);

      String me = Objects.requireNonNull(currentTask()).getName();
      assertThat(errors)
          .singleElement()
          .satisfies(
              error -> assertThat(error.origin()).isEqualTo(me),
              error -> assertThat(error.getMessage()).isNull());
    });
  }

  @Test
  void aGroupThrowsTheFirstCancelOfItsParent() {
    TestLoop.run(() -> {
      Task<Void> parent =
          createTask(
              taskGroup(group -> {
                group.createTask(() -> {
                  try {
                    await(sleep(LONG));
                  } finally {
                    yieldTurn();
                    yieldTurn();
                  }
                });
                await(sleep(LONG));
              }));
      yieldTurn();
      yieldTurn();
      parent.cancel("first");
      yieldTurn();
      parent.cancel("second");

      assertThatThrownBy(() -> await(parent))
          .isInstanceOf(CancelledError.class)
          .hasMessage("first");
    });
  }

  @Test
  void aLimitNamesItsCancellationAsTheCause() {
    TestLoop.run(() ->
        assertThatThrownBy(() ->
                await(
                    timeout(
                        Duration.ofMillis(1),
                        () -> {
                          try {
                            await(sleep(LONG));
                          } finally {
                            throwIo();
                          }
                        })))
            .isInstanceOf(IOException.class)
            .satisfies(failure ->
                assertThat(failure.getSuppressed())
                    .singleElement()
                    .isInstanceOf(TimeoutException.class)
                    .extracting(Throwable::getCause)
                    .isInstanceOf(CancelledError.class)));
  }

  private static void throwIo() throws IOException {
    throw new IOException("clean-up");
  }
}
