package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.toThread;
import static jasyncio.test.corpus.Bug.check;
import static jasyncio.test.corpus.Bug.yieldTurn;

import jasyncio.Coroutine;
import jasyncio.Lock;
import jasyncio.Task;
import jasyncio.test.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// State that changes during an await.
final class SharedStateBugs {
  static final List<Bug> ALL =
      List.of(
          new Bug(
              "an account is overdrawn after its balance was checked", SharedStateBugs::overdraft),
          new Bug("an update is lost between reading and writing", SharedStateBugs::lostUpdate),
          new Bug("something is made twice for two who need it", SharedStateBugs::madeTwice),
          new Bug("an old answer replaces a newer one", SharedStateBugs::staleAnswer),
          new Bug("a list changes under a loop over it", SharedStateBugs::changedWhileIterated),
          new Bug("two claim what only one may have", SharedStateBugs::twoClaims),
          new Bug(
              "what was checked outside the lock is not checked again inside",
              SharedStateBugs::notCheckedAgain),
          new Bug("a running total is taken from a copy", SharedStateBugs::totalOfCopies));

  private SharedStateBugs() {}

  private static void overdraft(Simulation simulation, boolean fixed) {
    class Account {
      final Lock lock = new Lock();
      int balance = 100;

      void withdraw(int amount) {
        if (balance >= amount) {
          yieldTurn(); // asks the fraud department
          balance -= amount;
        }
      }

      void withdrawLocked(int amount) {
        try (var _ = await(lock.acquire())) {
          withdraw(amount);
        }
      }
    }

    var account = new Account();
    Coroutine<Void> withdrawal =
        Coroutine.of(() -> {
          if (fixed) {
            account.withdrawLocked(70);
          } else {
            account.withdraw(70);
          }
        });
    await(gather(createTask(withdrawal), createTask(withdrawal)));
    check(account.balance >= 0, "balance " + account.balance);
  }

  private static void lostUpdate(Simulation simulation, boolean fixed) {
    int[] counter = {0};
    List<Coroutine<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(
          Coroutine.of(() -> {
            int before = counter[0];
            yieldTurn();
            counter[0] = fixed ? counter[0] + 1 : before + 1;
          }));
    }
    await(gather(tasks));
    check(counter[0] == 3, "counted " + counter[0]);
  }

  private static void madeTwice(Simulation simulation, boolean fixed) {
    int[] made = {0};
    class Lazy {
      @Nullable Object value;
      @Nullable Task<Object> making;

      Object make() {
        yieldTurn();
        made[0]++;
        return new Object();
      }

      Object get() {
        if (value == null) {
          value = make();
        }
        return value;
      }

      Object getOnce() {
        if (making == null) {
          making = createTask(this::make);
        }
        return await(making);
      }
    }
    var lazy = new Lazy();
    Coroutine<Object> use = () -> fixed ? lazy.getOnce() : lazy.get();
    await(gather(createTask(use), createTask(use)));
    check(made[0] == 1, "made " + made[0]);
  }

  private static void staleAnswer(Simulation simulation, boolean fixed) {
    int[] newest = {0};
    int[] shown = {0};
    List<Coroutine<Void>> searches = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      int search = i;
      searches.add(
          Coroutine.of(() -> {
            newest[0] = Math.max(newest[0], search);
            int answer = await(toThread(() -> search));
            if (!fixed || answer == newest[0]) {
              shown[0] = answer;
            }
          }));
    }
    await(gather(searches));
    check(shown[0] == newest[0], "shows " + shown[0]);
  }

  private static void changedWhileIterated(Simulation simulation, boolean fixed) {
    List<String> members = new ArrayList<>(List.of("a", "b", "c"));
    Coroutine<Void> greeting =
        Coroutine.of(() -> {
          for (String _ : fixed ? List.copyOf(members) : members) {
            yieldTurn();
          }
        });
    Coroutine<Void> joining = Coroutine.of(() -> members.add("d"));
    await(gather(joining, greeting));
  }

  private static void twoClaims(Simulation simulation, boolean fixed) {
    List<String> owners = new ArrayList<>();
    boolean[] claimed = {false};
    List<Coroutine<Void>> claims = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      claims.add(
          Coroutine.of(() -> {
            if (claimed[0]) {
              return;
            }
            claimed[0] |= fixed;
            await(toThread(() -> {})); // writes the claim down
            claimed[0] = true;
            owners.add(name);
          }));
    }
    await(gather(claims));
    check(owners.size() == 1, "owned by " + owners);
  }

  private static void notCheckedAgain(Simulation simulation, boolean fixed) {
    var lock = new Lock();
    boolean[] fresh = {false};
    int[] refreshed = {0};
    Coroutine<Void> request =
        Coroutine.of(() -> {
          if (fresh[0]) {
            return;
          }
          try (var _ = await(lock.acquire())) {
            if (fixed && fresh[0]) {
              return;
            }
            yieldTurn();
            fresh[0] = true;
            refreshed[0]++;
          }
        });
    await(gather(createTask(request), createTask(request)));
    check(refreshed[0] == 1, "refreshed " + refreshed[0]);
  }

  private static void totalOfCopies(Simulation simulation, boolean fixed) {
    class Stock {
      int total = 10;

      void take(int count) throws Exception {
        int left = await(toThread(() -> total - count));
        total = fixed ? total - count : left;
      }
    }
    var stock = new Stock();
    await(gather(Coroutine.of(() -> stock.take(3)), Coroutine.of(() -> stock.take(4))));
    check(stock.total == 3, "left " + stock.total);
  }
}
