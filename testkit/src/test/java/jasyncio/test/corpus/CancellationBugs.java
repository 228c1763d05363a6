package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.currentTask;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitOn;
import static jasyncio.test.corpus.Bug.check;
import static jasyncio.test.corpus.Bug.ms;
import static jasyncio.test.corpus.Bug.yieldTurn;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.Future;
import jasyncio.Queue;
import jasyncio.ReturnWhen;
import jasyncio.Task;
import jasyncio.TimeoutException;
import jasyncio.TimerHandle;
import jasyncio.test.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Cancellation and time limits at an inconvenient moment.
final class CancellationBugs {
  static final List<Bug> ALL =
      List.of(
          new Bug("a worker swallows its cancellation and goes on", CancellationBugs::swallowed),
          new Bug("a time-out loses what was taken from a queue", CancellationBugs::itemLost),
          new Bug(
              "something is closed before who uses it has ended", CancellationBugs::usedAfterClose),
          new Bug("a time-out leaves half a transfer", CancellationBugs::halfATransfer),
          new Bug("a second cancellation ends the clean-up", CancellationBugs::cleanUpCancelled),
          new Bug("an answer and a time-out both settle a future", CancellationBugs::settledTwice),
          new Bug("a timer fires after its owner was closed", CancellationBugs::lateTimer),
          new Bug("a cancellation is taken for that of the child", CancellationBugs::notTheChild));

  private CancellationBugs() {}

  private static void swallowed(Simulation simulation, boolean fixed) {
    var jobs = new Queue<Integer>();
    jobs.putNowait(1);
    Task<Void> worker =
        createTask(() -> {
          while (true) {
            int job = await(jobs.get());
            try {
              await(sleep(ms(job)));
            } catch (CancelledError e) {
              if (fixed) {
                throw e;
              } // "a job that fails must not end the worker"
            }
          }
        });
    await(sleep(ms(simulation.random().nextInt(3))));
    worker.cancel();
    await(waitOn(List.of(worker)));
  }

  private static void itemLost(Simulation simulation, boolean fixed) {
    var items = new Queue<Integer>();
    List<Integer> handled = new ArrayList<>();
    createTask(() -> {
      await(sleep(ms(1 + simulation.random().nextInt(4))));
      items.putNowait(1);
    });
    while (handled.isEmpty()) {
      try {
        if (fixed) {
          int item = await(timeout(ms(3), items.get()));
          yieldTurn();
          handled.add(item);
        } else {
          await(
              timeout(
                  ms(3),
                  () -> {
                    int item = await(items.get());
                    await(sleep(ms(1))); // parses it
                    handled.add(item);
                  }));
        }
      } catch (TimeoutException e) {
        check(simulation.clock().elapsed().toMillis() < 100, "the item never comes");
      }
    }
  }

  private static void usedAfterClose(Simulation simulation, boolean fixed) {
    class File {
      boolean closed;

      void write() {
        check(!closed, "written after close");
      }
    }
    var file = new File();
    Task<Void> logger =
        createTask(() -> {
          try {
            await(sleep(ms(1000)));
          } finally {
            file.write(); // the last line
          }
        });
    await(sleep(ms(1)));
    logger.cancel();
    if (fixed) {
      await(waitOn(List.of(logger)));
    }
    file.closed = true;
    await(waitOn(List.of(logger)));
    if (!logger.cancelled()) {
      logger.result();
    }
  }

  private static void halfATransfer(Simulation simulation, boolean fixed) {
    int[] accounts = {100, 0};
    Coroutine<Void> transfer =
        Coroutine.of(() -> {
          accounts[0] -= 10;
          await(sleep(ms(1 + simulation.random().nextInt(5))));
          accounts[1] += 10;
        });
    Task<Void> running = createTask(transfer);
    try {
      await(timeout(ms(3), () -> await(fixed ? shield(running) : running)));
    } catch (TimeoutException e) {
      // the customer is told that it takes longer
    }
    await(waitOn(List.of(running)));
    check(accounts[0] + accounts[1] == 100, "money is lost");
  }

  private static void cleanUpCancelled(Simulation simulation, boolean fixed) {
    boolean[] open = {true};
    Task<Void> task =
        createTask(() -> {
          try {
            await(sleep(ms(1000)));
          } finally {
            Task<Void> cleanUp =
                createTask(() -> {
                  await(sleep(ms(2)));
                  open[0] = false;
                });
            if (fixed) {
              while (!cleanUp.done()) {
                try {
                  await(shield(cleanUp));
                } catch (CancelledError e) {
                  // the clean-up comes first
                }
              }
            } else {
              await(cleanUp);
            }
          }
        });
    await(sleep(ms(1)));
    task.cancel();
    await(sleep(ms(1 + simulation.random().nextInt(3))));
    task.cancel();
    await(waitOn(List.of(task)));
    check(!open[0], "not cleaned up");
  }

  private static void settledTwice(Simulation simulation, boolean fixed) {
    Future<String> answer = simulation.loop().createFuture();
    TimerHandle limit =
        simulation
            .loop()
            .callLater(
                ms(4),
                () -> {
                  if (!answer.done()) {
                    answer.setResult("too late");
                  }
                });
    createTask(() -> {
      await(sleep(ms(2 + simulation.random().nextInt(3))));
      if (!fixed || !answer.done()) {
        answer.setResult("here");
      }
      limit.cancel();
    });
    await(answer);
    await(sleep(ms(10)));
  }

  private static void lateTimer(Simulation simulation, boolean fixed) {
    class Session {
      boolean closed;
      final TimerHandle keepAlive = simulation.loop().callLater(ms(3), this::ping);

      void ping() {
        check(!closed, "ping after close");
      }

      void close() {
        closed = true;
        if (fixed) {
          keepAlive.cancel();
        }
      }
    }
    var session = new Session();
    await(sleep(ms(simulation.random().nextInt(8))));
    session.close();
    await(sleep(ms(10)));
  }

  private static void notTheChild(Simulation simulation, boolean fixed) {
    Task<Void> supervisor =
        createTask(() -> {
          while (true) {
            Task<Void> child = createTask(() -> await(sleep(ms(2))));
            try {
              await(child);
            } catch (CancelledError e) {
              if (fixed && Objects.requireNonNull(currentTask()).cancelling() > 0) {
                throw e;
              } // else the child was stopped, and is started anew
            }
            await(sleep(ms(1)));
          }
        });
    await(sleep(ms(simulation.random().nextInt(6))));
    supervisor.cancel();
    await(waitOn(List.of(supervisor), ReturnWhen.ALL_COMPLETED, ms(1000)));
    check(supervisor.done(), "goes on after it was cancelled");
  }
}
