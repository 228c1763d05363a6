package jasyncio;

import static jasyncio.Asyncio.allTasks;
import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AllTasksTest {
  private static final int LASTING = 50;
  private static final int LOOKS = 300;

  private static List<Task<?>> lastingTasks() {
    List<Task<?>> lasting = new ArrayList<>();
    for (int i = 0; i < LASTING; i++) {
      lasting.add(createTask(sleep(Duration.ofHours(1))));
    }
    return lasting;
  }

  /// Others come and go meanwhile.
  @Test
  void losesNoneFromAnotherThread() {
    TestLoop.runInRealTime(() -> {
      EventLoop loop = getRunningLoop();
      List<Task<?>> lasting = lastingTasks();
      AtomicBoolean looked = new AtomicBoolean();
      Task<Void> churn =
          createTask(() -> {
            while (!looked.get()) {
              await(createTask(sleep(Duration.ZERO)));
            }
          });

      await(
          toThread(() -> {
            for (int i = 0; i < LOOKS; i++) {
              assertThat(allTasks(loop).containsAll(lasting)).isTrue();
            }
            looked.set(true);
          }));

      await(churn);
      lasting.forEach(Task::cancel);
    });
  }

  @Test
  void areSeenFromAnotherThreadWhileTheLoopIsStuckInAStep() {
    TestLoop.runInRealTime(() -> {
      EventLoop loop = getRunningLoop();
      int count = allTasks(loop).size();
      var seen = new ArrayList<Integer>();

      Thread looker = Thread.ofPlatform().start(() -> seen.add(allTasks(loop).size()));
      looker.join(); // on the portable engine the loop stands still here

      assertThat(seen).containsExactly(count);
    });
  }

  @Test
  void areCountedFromAnotherThreadWhileOthersComeAndGo() {
    TestLoop.runInRealTime(() -> {
      TaskLoop loop = (TaskLoop) getRunningLoop();
      List<Task<?>> lasting = lastingTasks();
      AtomicBoolean looked = new AtomicBoolean();
      Task<Void> churn =
          createTask(() -> {
            while (!looked.get()) {
              lasting.add(lasting.removeFirst());
              lasting.set(0, createTask(sleep(Duration.ofHours(1)))).cancel();
              await(sleep(Duration.ZERO));
            }
          });

      await(
          toThread(() -> {
            for (int i = 0; i < LOOKS; i++) {
              assertThat(loop.taskCount()).isGreaterThan(LASTING);
              assertThat(loop.hasBlockedTask()).isFalse();
            }
            looked.set(true);
          }));

      await(churn);
      lasting.forEach(Task::cancel);
    });
  }

  @Test
  void keepTheOthersThoughOneIsRemovedTwice() {
    try (var test = new TestLoop()) {
      TaskLoop loop = (TaskLoop) test.loop;
      Task<Void> lasting = loop.createTask(sleep(Duration.ofHours(1)));
      Task<Void> ended = loop.createTask(sleep(Duration.ofHours(1)));

      loop.forget(ended);
      loop.forget(ended);

      assertThat(allTasks(loop)).containsExactly(lasting);
      assertThat(loop.taskCount()).isEqualTo(1);
      lasting.cancel();
      ended.cancel();
      test.turns(1);
    }
  }
}
