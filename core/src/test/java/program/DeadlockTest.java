package program;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.taskGroup;
import static jasyncio.Asyncio.timeout;
import static jasyncio.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.Action;
import jasyncio.Asyncio;
import jasyncio.CancelledError;
import jasyncio.CapacityLimiter;
import jasyncio.Event;
import jasyncio.EventLoop;
import jasyncio.Lock;
import jasyncio.ReturnWhen;
import jasyncio.RunOptions;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Tasks that wait for each other are reported, and no others.
@org.junit.jupiter.api.Timeout(60)
class DeadlockTest {
  private final List<String> reports = new ArrayList<>();
  private final CountDownLatch reported = new CountDownLatch(1);

  /// Runs `body` until there is a report, which cancels the tasks.
  private void runUntilReported(Action body) {
    run(
        body,
        loop -> {
          reported.countDown();
          Asyncio.allTasks(loop).forEach(Task::cancel);
        });
  }

  /// Runs `body` to its end.
  private void run(Action body, java.util.function.Consumer<EventLoop> atReport) {
    EventLoop loop = Asyncio.newEventLoop();
    loop.setExceptionHandler((_, context) -> {
      reports.add(context.message());
      atReport.accept(loop);
    });
    try {
      Asyncio.run(body, RunOptions.DEFAULTS.withLoopFactory(() -> loop));
    } catch (CancelledError e) {
      assertThat(reports).isNotEmpty();
    }
  }

  private static Task<Void> named(String name, Action body) {
    return createTask(body, TaskOptions.named(name));
  }

  /// Takes `one`, lets other tasks run, takes `two`.
  private static Task<Void> taking(String name, Lock one, Lock two) {
    return named(
        name,
        () -> {
          try (var _ = await(one.acquire())) {
            TestLoop.yieldTurn();
            try (var _ = await(two.acquire())) {
              TestLoop.yieldTurn();
            }
          }
        });
  }

  private static List<Task<Void>> ring() {
    List<Task<Void>> ring = new ArrayList<>();
    ring.add(named("A", () -> await(ring.get(1))));
    ring.add(named("B", () -> await(ring.get(0))));
    return ring;
  }

  @Test
  void tasksThatAwaitEachOtherAreReported() {
    runUntilReported(() -> await(gather(ring())));

    assertThat(reports)
        .singleElement()
        .asString()
        .startsWith(
            "Deadlock: tasks wait for each other, and none can continue unless one is cancelled")
        .contains("A waits for B, at ", "B waits for A, at ", "DeadlockTest.java");
  }

  @Test
  void aWaitThatAnyTaskCouldEndIsReportedAsSuch() {
    Lock lock = new Lock();
    runUntilReported(() -> {
      await(lock.acquire());
      await(named("A", () -> await(lock.acquire())));
    });

    assertThat(reports)
        .singleElement()
        .asString()
        .contains("unless one is cancelled or another task releases what it waits for:");
  }

  @Test
  void whatOnlyTasksBringAboutIsNotReportedAsReleasable() {
    runUntilReported(() -> await(gather(ring())));

    assertThat(reports).singleElement().asString().contains("unless one is cancelled:");
  }

  @Test
  void tasksThatTakeTwoLocksInDifferentOrdersAreReported() {
    Lock one = new Lock();
    Lock two = new Lock();
    runUntilReported(() -> await(gather(taking("A", one, two), taking("B", two, one))));

    assertThat(reports)
        .singleElement()
        .asString()
        .contains(
            "A waits for B, by Lock.acquire on Lock[locked, waiters=1], held by B, at",
            "B waits for A, by Lock.acquire on Lock[locked, waiters=1], held by A, at");
  }

  @Test
  void aRingOfLocksIsReportedWhileOthersRun() {
    Lock one = new Lock();
    Lock two = new Lock();
    runUntilReported(() -> {
      named(
          "busy",
          () -> {
            while (true) {
              await(sleep(Duration.ofMillis(1)));
            }
          });
      await(gather(taking("A", one, two), taking("B", two, one)));
    });

    assertThat(reports).hasSize(1);
  }

  @Test
  void aTaskThatTakesALockTwiceIsReported() {
    Lock lock = new Lock();
    runUntilReported(() -> await(taking("A", lock, lock)));

    assertThat(reports)
        .singleElement()
        .asString()
        .startsWith("Deadlock: a task waits for itself")
        .contains("A waits for A, by Lock.acquire");
  }

  @Test
  void aRingIsSeenThroughGatherShieldWaitOnGroupsAndLimiters() {
    List<Task<Void>> ring = new ArrayList<>();
    CapacityLimiter limiter = new CapacityLimiter(1);
    runUntilReported(() -> {
      ring.add(named("A", () -> await(gather(ring.get(1)))));
      ring.add(named("B", () -> await(shield(ring.get(2)))));
      ring.add(named("C", () -> await(waitOn(List.of(ring.get(3))))));
      ring.add(
          named(
              "D",
              () ->
                  await(
                      taskGroup(group ->
                          group.createTask(
                              () -> await(ring.get(4)), TaskOptions.named("child"))))));
      ring.add(
          named(
              "E",
              () -> {
                TestLoop.yieldTurn();
                await(limiter.acquire());
              }));
      ring.add(
          named(
              "F",
              () -> {
                await(limiter.acquire());
                await(ring.get(0));
              }));
      await(gather(ring));
    });

    assertThat(reports)
        .singleElement()
        .asString()
        .contains("A waits for B", "B waits for C", "C waits for D", "D waits for child")
        .contains("child waits for E", "E waits for F", "F waits for A");
  }

  @Test
  void eachRingIsReportedOnce() {
    run(
        () -> {
          List<Task<Void>> ring = ring();
          while (reports.isEmpty()) {
            await(sleep(Duration.ofMillis(1)));
          }
          // other tasks wait for each other in the meantime, so that the loop searches again
          for (int i = 0; i < 20; i++) {
            await(createTask(() -> await(sleep(Duration.ofMillis(1)))));
          }
          ring.getFirst().cancel();
        },
        _ -> {});

    assertThat(reports).hasSize(1);
  }

  @Test
  void severalRingsAreReportedEach() {
    run(
        () -> {
          List<Task<Void>> one = ring();
          List<Task<Void>> other = ring();
          while (reports.size() < 2) {
            await(sleep(Duration.ofMillis(1)));
          }
          one.getFirst().cancel();
          other.getFirst().cancel();
        },
        _ -> {});

    assertThat(reports).hasSize(2);
  }

  @Test
  void aRingThatIsClosedByTheEndOfAnotherTaskIsReported() {
    List<Task<Void>> ring = new ArrayList<>();
    runUntilReported(() -> {
      var other = named("other", () -> await(sleep(Duration.ofMillis(20))));
      ring.add(named("A", () -> await(waitOn(List.of(other, ring.get(1))))));
      ring.add(named("B", () -> await(ring.get(0))));
      await(ring.get(0));
    });

    assertThat(reports).singleElement().asString().contains("A waits for B", "B waits for A");
  }

  /// The result of the search for deadlocks at the point where `body` waits.
  private void assertNothingFound(Action body) {
    run(
        () -> {
          body.run();
          for (int i = 0; i < 5; i++) {
            TestLoop.yieldTurn();
          }
          TestLoop.searchForDeadlocks();
          Asyncio.allTasks().stream()
              .filter(task -> task != Asyncio.currentTask())
              .forEach(Task::cancel);
        },
        _ -> {});

    assertThat(reports).isEmpty();
  }

  @Test
  void aRowOfTasksIsNone() {
    assertNothingFound(() -> {
      var last = named("last", () -> await(sleep(seconds(50))));
      var middle = named("middle", () -> await(last));
      named("first", () -> await(middle));
    });
  }

  @Test
  void tasksThatWaitForAnEventThatAnyTaskMaySetAreNone() {
    Event event = new Event();
    assertNothingFound(() -> {
      var waiter = named("waiter", () -> await(event.waitSet()));
      named("other", () -> await(waiter));
    });
  }

  @Test
  void aRingWithATimeLimitIsNone() {
    List<Task<Void>> ring = new ArrayList<>();
    assertNothingFound(() -> {
      ring.add(named("A", () -> await(timeout(seconds(50), _ -> await(ring.get(1))))));
      ring.add(named("B", () -> await(ring.get(0))));
    });
  }

  @Test
  void aRingOfWhichOneAlsoWaitsForSomethingElseIsNone() {
    List<Task<Void>> ring = new ArrayList<>();
    assertNothingFound(() -> {
      var sleeper = named("sleeper", () -> await(sleep(seconds(50))));
      ring.add(
          named(
              "A", () -> await(waitOn(List.of(sleeper, ring.get(1)), ReturnWhen.FIRST_COMPLETED))));
      ring.add(named("B", () -> await(ring.get(0))));
    });
  }

  @Test
  void aWaitWithATimeLimitIsNone() {
    List<Task<Void>> ring = new ArrayList<>();
    assertNothingFound(() -> {
      ring.add(named("A", () -> await(waitOn(List.of(ring.get(1)), seconds(50)))));
      ring.add(named("B", () -> await(ring.get(0))));
    });
  }

  @Test
  void aLockWhoseHolderGoesOnIsNone() {
    Lock lock = new Lock();
    assertNothingFound(() -> {
      named(
          "holder",
          () -> {
            try (var _ = await(lock.acquire())) {
              await(sleep(seconds(50)));
            }
          });
      named("waiter", () -> await(lock.acquire()));
    });
  }

  @Test
  void aTimeLimitThatWasTakenBackDoesNotHideARing() {
    List<Task<Void>> ring = new ArrayList<>();
    runUntilReported(() -> {
      ring.add(
          named(
              "A",
              () ->
                  await(
                      timeout(
                          seconds(50),
                          limit -> {
                            limit.reschedule(null);
                            await(ring.get(1));
                          }))));
      ring.add(named("B", () -> await(ring.get(0))));
      await(gather(ring));
    });

    assertThat(reports).hasSize(1);
  }
}
