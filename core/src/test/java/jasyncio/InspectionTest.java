package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.shield;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Asyncio.toThread;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.TaskInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// An inspection of a loop from another thread.
class InspectionTest {
  /// Other tests may run loops, too.
  private static LoopInfo infoOf(EventLoop loop) {
    return Inspection.loops().stream()
        .filter(info -> info.name().equals(loop.toString()))
        .findFirst()
        .orElseThrow();
  }

  private static TaskInfo named(LoopInfo loop, String name) {
    return loop.tasks().stream().filter(task -> name.equals(task.name())).findFirst().orElseThrow();
  }

  @Test
  void findsTheTasksOfALoopAndWhoAwaitsThem() {
    run(() -> {
      EventLoop loop = getRunningLoop();
      Task<Void> child = createTask(() -> await(sleep(seconds(50))), TaskOptions.named("child"));
      Task<?> parent = createTask(() -> await(gather(child)), TaskOptions.named("parent"));
      await(sleep(Duration.ZERO));

      LoopInfo info = await(toThread(() -> infoOf(loop)));

      assertThat(info.stuck()).isNull();
      assertThat(named(info, "child").awaitedBy()).containsExactly(parent.number());
      assertThat(named(info, "child").waitsFor()).startsWith("sleep for another 4");
      assertThat(named(info, "child").stack()).isNotEmpty();
      assertThat(named(info, "parent").state()).isEqualTo("suspended");
    });
  }

  @Test
  void canBeTakenOnTheLoopItself() {
    run(() -> assertThat(infoOf(getRunningLoop()).tasks()).hasSize(1));
  }

  /// A loop that is stuck.
  private static final class Spin {
    private final CompletableFuture<EventLoop> begun = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();

    void run() {
      begun.complete(getRunningLoop());
      while (!over.get()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void namesTheTaskAndTheFrameThatALoopIsStuckIn() throws Exception {
    Spin spin = new Spin();
    LoopInfo info = whileStuck(spin, spin::run);

    assertThat(requireNonNull(info.stuck()).culprit()).isEqualTo("culprit");
    assertThat(requireNonNull(info.stuck()).stack())
        .extracting(StackTraceElement::getClassName)
        .contains(Spin.class.getName());
    assertThat(named(info, "other").waitsFor()).startsWith("sleep for another");
    assertThat(named(info, "culprit").state()).isEqualTo("running");
  }

  @Test
  void namesTheFrameOfACallbackThatALoopIsStuckIn() throws Exception {
    Spin spin = new Spin();
    LoopInfo info =
        whileStuck(
            spin,
            () -> {
              getRunningLoop().callSoon(spin::run);
              await(sleep(Duration.ZERO));
            });

    assertThat(requireNonNull(info.stuck()).culprit()).isEqualTo("a callback");
    assertThat(requireNonNull(info.stuck()).stack())
        .extracting(StackTraceElement::getClassName)
        .contains(Spin.class.getName());
  }

  private static LoopInfo whileStuck(Spin spin, Action body) throws Exception {
    Thread program =
        Thread.ofPlatform()
            .start(() ->
                run(() -> {
                  createTask(() -> await(sleep(seconds(50))), TaskOptions.named("other"));
                  await(sleep(Duration.ZERO));
                  await(createTask(body, TaskOptions.named("culprit")));
                }));
    try {
      return infoOf(spin.begun.get());
    } finally {
      spin.over.set(true);
      program.join();
    }
  }

  @Test
  void reportsTasksThatAwaitEachOther() {
    run(() -> {
      List<Task<?>> ring = new ArrayList<>();
      ring.add(createTask(() -> await(ring.get(1)), TaskOptions.named("A")));
      ring.add(createTask(() -> await(shield(ring.get(0))), TaskOptions.named("B")));
      await(sleep(Duration.ZERO));

      assertThat(Inspection.report("pstree"))
          .contains("tasks await each other", "cycle: B -> A -> B");
      assertThat(Inspection.report("ps")).contains("task name");
      assertThat(Inspection.report("dump")).startsWith("{\"pid\":");
    });
  }

  @Test
  void describesTenThousandTasks() {
    run(() -> {
      for (int i = 0; i < 10_000; i++) {
        createTask(() -> await(sleep(seconds(50))));
      }
      await(sleep(Duration.ZERO));

      assertThat(infoOf(getRunningLoop()).tasks()).hasSize(10_001);
    });
  }
}
