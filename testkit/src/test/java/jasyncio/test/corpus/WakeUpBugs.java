package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitOn;
import static jasyncio.test.corpus.Bug.check;
import static jasyncio.test.corpus.Bug.ms;
import static jasyncio.test.corpus.Bug.yieldTurn;

import jasyncio.Condition;
import jasyncio.Coroutine;
import jasyncio.Event;
import jasyncio.Future;
import jasyncio.Lock;
import jasyncio.Semaphore;
import jasyncio.TimeoutException;
import jasyncio.test.Simulation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Waiting for events that have already happened, waking the wrong task, and locks.
final class WakeUpBugs {
  static final List<Bug> ALL =
      List.of(
          new Bug("a wake-up comes before the one to wake is listed", WakeUpBugs::lostWakeUp),
          new Bug("an event is cleared after the work that it announced", WakeUpBugs::clearedLate),
          new Bug("a condition is checked once, not until it holds", WakeUpBugs::ifInsteadOfWhile),
          new Bug(
              "one of several waiters is woken, and it is the wrong one",
              WakeUpBugs::wrongOneWoken),
          new Bug("two locks are taken in different orders", WakeUpBugs::twoLocks),
          new Bug("a lock stays taken after a time-out", WakeUpBugs::lockKept),
          new Bug("a permit is given back that was never got", WakeUpBugs::permitTooMany),
          new Bug("a lock is taken again by who has it", WakeUpBugs::takenAgain),
          new Bug("a permit is got one by one by who needs two", WakeUpBugs::permitsOneByOne),
          new Bug("a reader sees half of an update", WakeUpBugs::halfAnUpdate));

  private WakeUpBugs() {}

  private static void lostWakeUp(Simulation simulation, boolean fixed) {
    class Gate {
      boolean open;
      @Nullable Future<String> waiter;

      void pass() {
        if (!open) {
          if (!fixed) {
            yieldTurn(); // logs that it waits
          }
          waiter = simulation.loop().createFuture();
          await(waiter);
        }
      }

      void open() {
        open = true;
        if (waiter != null) {
          waiter.setResult("open");
        }
      }
    }
    var gate = new Gate();
    await(gather(Coroutine.of(gate::pass), Coroutine.of(gate::open)));
  }

  private static void clearedLate(Simulation simulation, boolean fixed) {
    var work = new ArrayDeque<Integer>();
    var announced = new Event();
    int[] done = {0};
    Coroutine<Void> worker =
        Coroutine.of(() -> {
          while (done[0] < 2) {
            await(announced.waitSet());
            if (fixed) {
              announced.clear();
            }
            while (!work.isEmpty()) {
              work.remove();
              done[0]++;
            }
            yieldTurn(); // saves what was done
            if (!fixed) {
              announced.clear();
            }
          }
        });
    Coroutine<Void> boss =
        Coroutine.of(() -> {
          for (int i = 0; i < 2; i++) {
            work.add(i);
            announced.set();
            yieldTurn();
          }
        });
    await(gather(worker, boss));
  }

  private static void ifInsteadOfWhile(Simulation simulation, boolean fixed) {
    var condition = new Condition();
    var items = new ArrayDeque<Integer>();
    Coroutine<Void> consumer =
        Coroutine.of(() -> {
          try (var _ = await(condition.acquire())) {
            if (fixed) {
              await(condition.waitFor(() -> !items.isEmpty()));
            } else if (items.isEmpty()) {
              await(condition.waitNotified());
            }
            items.remove();
          }
        });
    Coroutine<Void> producer =
        Coroutine.of(() -> {
          for (int i = 0; i < 2; i++) {
            yieldTurn();
            try (var _ = await(condition.acquire())) {
              items.add(i);
              condition.signalAll();
            }
          }
        });
    await(gather(createTask(consumer), createTask(consumer), producer));
  }

  private static void wrongOneWoken(Simulation simulation, boolean fixed) {
    var condition = new Condition();
    List<String> doors = new ArrayList<>();
    List<Coroutine<Void>> tasks = new ArrayList<>();
    for (String door : List.of("a", "b")) {
      tasks.add(
          Coroutine.of(() -> {
            try (var _ = await(condition.acquire())) {
              await(condition.waitFor(() -> doors.contains(door)));
            }
          }));
    }
    for (String door : List.of("a", "b")) {
      tasks.add(
          Coroutine.of(() -> {
            await(sleep(ms(1)));
            try (var _ = await(condition.acquire())) {
              doors.add(door);
              if (fixed) {
                condition.signalAll();
              } else {
                condition.signal();
              }
            }
          }));
    }
    await(gather(tasks));
  }

  private static void twoLocks(Simulation simulation, boolean fixed) {
    var left = new Lock();
    var right = new Lock();
    await(gather(holdBoth(left, right), fixed ? holdBoth(left, right) : holdBoth(right, left)));
  }

  private static Coroutine<Void> holdBoth(Lock first, Lock second) {
    return Coroutine.of(() -> {
      try (var _ = await(first.acquire())) {
        yieldTurn();
        try (var _ = await(second.acquire())) {
          yieldTurn();
        }
      }
    });
  }

  private static void lockKept(Simulation simulation, boolean fixed) {
    var lock = new Lock();
    try {
      await(
          timeout(
              ms(5),
              () -> {
                var guard = await(lock.acquire());
                try {
                  await(sleep(ms(3 + simulation.random().nextInt(3))));
                } finally {
                  if (fixed) {
                    guard.close();
                  }
                }
                if (!fixed) {
                  guard.close();
                }
              }));
    } catch (TimeoutException e) {
      // tries again
    }
    try (var _ = await(lock.acquire())) {
      yieldTurn();
    }
  }

  private static void permitTooMany(Simulation simulation, boolean fixed) {
    var permits = new Semaphore(1);
    int[] inside = {0};
    Coroutine<Void> visit =
        Coroutine.of(() -> {
          boolean got = false;
          try {
            await(permits.acquire());
            got = true;
            inside[0]++;
            check(inside[0] == 1, inside[0] + " inside");
            try {
              await(sleep(ms(2)));
            } finally {
              inside[0]--;
            }
          } finally {
            if (got || !fixed) {
              permits.release();
            }
          }
        });
    var visitors = List.of(createTask(visit), createTask(visit), createTask(visit));
    await(sleep(ms(1)));
    visitors.get(1).cancel();
    await(waitOn(visitors));
    visitors.stream().filter(visitor -> !visitor.cancelled()).forEach(Future::result);
  }

  private static void takenAgain(Simulation simulation, boolean fixed) {
    class Store {
      final Lock lock = new Lock();
      final ArrayDeque<Integer> items = new ArrayDeque<>();

      void put(int item) {
        try (var _ = await(lock.acquire())) {
          items.add(item);
          yieldTurn();
          if (items.size() > 1) {
            if (fixed) {
              dropOldest();
            } else {
              trim();
            }
          }
        }
      }

      void get() {
        try (var _ = await(lock.acquire())) {
          items.poll();
        }
      }

      void trim() {
        try (var _ = await(lock.acquire())) {
          dropOldest();
        }
      }

      void dropOldest() {
        items.poll();
      }
    }
    var store = new Store();
    await(
        gather(
            Coroutine.of(() -> store.put(1)),
            Coroutine.of(store::get),
            Coroutine.of(() -> store.put(2))));
  }

  private static void permitsOneByOne(Simulation simulation, boolean fixed) {
    var permits = new Semaphore(2);
    var both = new Lock();
    Coroutine<Void> pair =
        Coroutine.of(() -> {
          if (fixed) {
            await(both.acquire());
          }
          await(permits.acquire());
          yieldTurn();
          await(permits.acquire());
          if (fixed) {
            both.release();
          }
          permits.release();
          permits.release();
        });
    await(gather(createTask(pair), createTask(pair)));
  }

  private static void halfAnUpdate(Simulation simulation, boolean fixed) {
    int[] rows = {0, 0};
    var lock = new Lock();
    Coroutine<Void> writer =
        Coroutine.of(() -> {
          try (var _ = await(lock.acquire())) {
            rows[0]++;
            yieldTurn();
            rows[1]++;
          }
        });
    Coroutine<Void> reader =
        Coroutine.of(() -> {
          var guard = fixed ? await(lock.acquire()) : null;
          check(rows[0] == rows[1], "half an update");
          if (guard != null) {
            guard.close();
          }
        });
    await(gather(writer, reader));
  }
}
