package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.gatherOutcomes;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.waitOn;
import static jasyncio.test.corpus.Bug.check;
import static jasyncio.test.corpus.Bug.ms;
import static jasyncio.test.corpus.Bug.yieldTurn;

import jasyncio.Coroutine;
import jasyncio.Event;
import jasyncio.ExceptionGroup;
import jasyncio.Future;
import jasyncio.Queue;
import jasyncio.ReturnWhen;
import jasyncio.Task;
import jasyncio.test.Simulation;
import java.util.ArrayList;
import java.util.List;

/// Several tasks together: missing waits, and tasks that are left behind.
final class GroupBugs {
  static final List<Bug> ALL =
      List.of(
          new Bug("siblings go on after one has failed", GroupBugs::siblingsGoOn),
          new Bug("nobody waits for a task", GroupBugs::nobodyWaits),
          new Bug("the loser of a race goes on", GroupBugs::loserGoesOn),
          new Bug("of two that win at once, one is forgotten", GroupBugs::secondWinner),
          new Bug("a group hangs, since one waits for who has failed", GroupBugs::groupHangs),
          new Bug("results are taken in the order of completion", GroupBugs::orderAssumed),
          new Bug("a task's failure is never looked at", GroupBugs::failureUnseen));

  private GroupBugs() {}

  private static final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static void siblingsGoOn(Simulation simulation, boolean fixed) {
    List<String> written = new ArrayList<>();
    Coroutine<Void> write =
        Coroutine.of(() -> {
          await(sleep(ms(simulation.random().nextInt(6))));
          written.add("row");
        });
    Coroutine<Void> reject =
        Coroutine.of(() -> {
          await(sleep(ms(3)));
          throw new Rejected();
        });
    try {
      if (fixed) {
        await(
            taskGroup(group -> {
              group.createTask(write);
              group.createTask(reject);
            }));
      } else {
        await(gather(write, reject));
      }
    } catch (Rejected | ExceptionGroup e) {
      written.clear(); // rolls back
    }
    await(sleep(ms(10)));
    check(written.isEmpty(), "written after the roll-back");
  }

  private static void nobodyWaits(Simulation simulation, boolean fixed) {
    boolean[] saved = {false};
    Task<Void> saving =
        createTask(() -> {
          await(sleep(ms(simulation.random().nextInt(5))));
          saved[0] = true;
        });
    await(sleep(ms(3)));
    if (fixed) {
      await(saving);
    }
    check(saved[0], "the program ends before all is saved");
  }

  private static void loserGoesOn(Simulation simulation, boolean fixed) {
    int[] running = {0};
    List<Task<Void>> mirrors = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      mirrors.add(
          createTask(() -> {
            running[0]++;
            try {
              await(sleep(ms(1 + simulation.random().nextInt(3))));
            } finally {
              running[0]--;
            }
          }));
    }
    var raced = await(waitOn(mirrors, ReturnWhen.FIRST_COMPLETED));
    if (fixed) {
      raced.pending().forEach(Future::cancel);
      if (!raced.pending().isEmpty()) {
        await(waitOn(raced.pending()));
      }
    }
    check(running[0] == 0, "the loser goes on");
  }

  private static void secondWinner(Simulation simulation, boolean fixed) {
    var urgent = new Queue<Integer>();
    var ordinary = new Queue<Integer>();
    for (Queue<Integer> queue : List.of(urgent, ordinary)) {
      createTask(() -> {
        await(sleep(ms(1 + simulation.random().nextInt(2))));
        queue.putNowait(1);
      });
    }
    int taken = 0;
    Task<Integer> fromUrgent = createTask(urgent.get());
    Task<Integer> fromOrdinary = createTask(ordinary.get());
    var first = await(waitOn(List.of(fromUrgent, fromOrdinary), ReturnWhen.FIRST_COMPLETED));
    taken += fixed ? first.done().size() : 1;
    for (var pending : first.pending()) {
      pending.cancel();
    }
    await(waitOn(List.of(fromUrgent, fromOrdinary)));
    await(sleep(ms(5)));
    taken += urgent.qsize() + ordinary.qsize();
    check(taken == 2, "an item is lost");
  }

  private static void groupHangs(Simulation simulation, boolean fixed) {
    var ready = new Event();
    Coroutine<Void> starter =
        Coroutine.of(() -> {
          await(sleep(ms(1)));
          if (simulation.random().nextInt(4) == 0) {
            throw new Rejected();
          }
          ready.set();
        });
    Coroutine<Void> user = Coroutine.of(() -> await(ready.waitSet()));
    if (fixed) {
      try {
        await(
            taskGroup(group -> {
              group.createTask(starter);
              group.createTask(user);
            }));
      } catch (ExceptionGroup e) {
        check(e.exceptions().getFirst() instanceof Rejected, "not what was thrown");
      }
    } else {
      await(gatherOutcomes(starter, user));
    }
  }

  private static void orderAssumed(Simulation simulation, boolean fixed) {
    List<Integer> results = new ArrayList<>();
    List<Coroutine<Integer>> jobs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      jobs.add(() -> {
        yieldTurn();
        results.add(number);
        return number;
      });
    }
    List<Integer> gathered = await(gather(jobs));
    check((fixed ? gathered : results).equals(List.of(0, 1, 2)), "in order " + results);
  }

  private static void failureUnseen(Simulation simulation, boolean fixed) {
    Task<Void> job =
        createTask(() -> {
          await(sleep(ms(simulation.random().nextInt(4))));
          if (simulation.random().nextInt(4) == 0) {
            throw new Rejected();
          }
        });
    await(waitOn(List.of(job)));
    if (fixed && job.exception() != null) {
      check(job.exception() instanceof Rejected, "not what was thrown");
    }
  }
}
