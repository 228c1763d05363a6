package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.waitOn;
import static jasyncio.test.corpus.Bug.ms;
import static jasyncio.test.corpus.Bug.yieldTurn;

import jasyncio.Coroutine;
import jasyncio.Queue;
import jasyncio.QueueShutDownException;
import jasyncio.Task;
import jasyncio.test.Simulation;
import java.util.ArrayList;
import java.util.List;

/// Producers and consumers.
final class QueueBugs {
  private static final int END = -1;

  static final List<Bug> ALL =
      List.of(
          new Bug("a job that fails is never done, and join waits for ever", QueueBugs::neverDone),
          new Bug("one mark of the end for several consumers", QueueBugs::oneEndForAll),
          new Bug("an item is gone between looking and taking", QueueBugs::goneMeanwhile),
          new Bug(
              "who retries puts into the full queue that only it empties",
              QueueBugs::retriedIntoFull),
          new Bug("a consumer waits though the producer has ended", QueueBugs::endedMeanwhile),
          new Bug("an item is put after the mark of the end", QueueBugs::putAfterEnd));

  private QueueBugs() {}

  private static void neverDone(Simulation simulation, boolean fixed) {
    var jobs = new Queue<Integer>();
    for (int i = 0; i < 3; i++) {
      jobs.putNowait(simulation.random().nextInt(4));
    }
    Task<Void> worker =
        createTask(() -> {
          while (true) {
            int job = await(jobs.get());
            try {
              yieldTurn();
              int _ = 12 / job;
              if (!fixed) {
                jobs.taskDone();
              }
            } catch (ArithmeticException e) {
              // a job that fails is skipped
            } finally {
              if (fixed) {
                jobs.taskDone();
              }
            }
          }
        });
    await(jobs.join());
    worker.cancel();
    await(waitOn(List.of(worker)));
  }

  private static void oneEndForAll(Simulation simulation, boolean fixed) {
    var items = new Queue<Integer>();
    List<Coroutine<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      tasks.add(
          Coroutine.of(() -> {
            while (await(items.get()) != END) {
              yieldTurn();
            }
          }));
    }
    tasks.add(
        Coroutine.of(() -> {
          for (int i = 0; i < 5; i++) {
            await(items.put(i));
          }
          for (int i = 0; i < (fixed ? 2 : 1); i++) {
            await(items.put(END));
          }
        }));
    await(gather(tasks));
  }

  private static void goneMeanwhile(Simulation simulation, boolean fixed) {
    var items = new Queue<Integer>();
    List.of(1, 2, 3).forEach(items::putNowait);
    Coroutine<Void> consumer =
        Coroutine.of(() -> {
          while (!items.empty()) {
            if (!fixed) {
              yieldTurn(); // asks whether it may
            }
            items.getNowait();
            yieldTurn();
          }
        });
    await(gather(createTask(consumer), createTask(consumer)));
  }

  private static void retriedIntoFull(Simulation simulation, boolean fixed) {
    var jobs = new Queue<Integer>(2);
    int[] left = {4};
    Coroutine<Void> producer =
        Coroutine.of(() -> {
          for (int i = 0; i < 4; i++) {
            await(jobs.put(2));
          }
        });
    Coroutine<Void> consumer =
        Coroutine.of(() -> {
          List<Integer> again = new ArrayList<>();
          while (left[0] > 0) {
            int tries = again.isEmpty() || !jobs.empty() ? await(jobs.get()) : again.removeLast();
            if (tries == 1) {
              left[0]--;
              continue;
            }
            yieldTurn(); // tries it
            if (fixed) {
              again.add(tries - 1);
            } else {
              await(jobs.put(tries - 1));
            }
          }
        });
    await(gather(producer, consumer));
  }

  private static void endedMeanwhile(Simulation simulation, boolean fixed) {
    var items = new Queue<Integer>();
    boolean[] ended = {false};
    Coroutine<Void> producer =
        Coroutine.of(() -> {
          for (int i = 0; i < 3; i++) {
            items.putNowait(i);
            yieldTurn();
          }
          ended[0] = true;
          if (fixed) {
            items.shutdown();
          }
        });
    Coroutine<Void> consumer =
        Coroutine.of(() -> {
          try {
            while (fixed || !ended[0] || !items.empty()) {
              await(items.get());
            }
          } catch (QueueShutDownException e) {
            // that was all
          }
        });
    await(gather(producer, consumer));
  }

  private static void putAfterEnd(Simulation simulation, boolean fixed) {
    var items = new Queue<Integer>();
    Coroutine<Void> producer =
        Coroutine.of(() -> {
          await(sleep(ms(simulation.random().nextInt(3))));
          items.putNowait(1);
        });
    Coroutine<Void> closer =
        Coroutine.of(() -> {
          if (fixed) {
            await(gather(producer));
          } else {
            await(sleep(ms(2)));
          }
          items.putNowait(END);
        });
    Coroutine<Void> consumer =
        Coroutine.of(() -> {
          while (await(items.get()) != END) {
            yieldTurn();
          }
          Bug.check(items.empty(), "an item comes after the end");
        });
    if (fixed) {
      await(gather(closer, consumer));
    } else {
      await(gather(producer, closer, consumer));
    }
    Bug.check(items.empty(), "an item comes after the end");
  }
}
