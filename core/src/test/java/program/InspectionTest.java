package program;

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

import jasyncio.Action;
import jasyncio.EventLoop;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.internal.observe.Inspection;
import jasyncio.internal.observe.LoopView;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.TaskInfo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/// An inspection of a loop from another thread.
class InspectionTest {
  /// Other tests may run loops, too.
  private static LoopInfo infoOf(EventLoop loop) {
    return Inspection.loops(Inspection.Extent.USUAL).stream()
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
      assertThat(named(info, "child").awaitedBy())
          .containsExactly(LoopView.of(loop).numberOf(parent));
      assertThat(named(info, "child").waitsFor()).startsWith("sleep for another 4");
      assertThat(named(info, "child").stack()).isNotEmpty();
      assertThat(named(info, "parent").state()).isEqualTo("suspended");
    });
  }

  @Test
  void canBeTakenOnTheLoopItself() {
    run(() -> assertThat(infoOf(getRunningLoop()).tasks()).hasSize(1));
  }

  @Test
  void namesTheTaskAndTheFrameThatALoopIsStuckIn() throws Exception {
    Spin spin = new Spin();
    LoopInfo info = whileStuck(spin, spin);

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
              getRunningLoop().callSoon(spin);
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
      return infoOf(spin.loop());
    } finally {
      spin.end();
      program.join();
    }
  }

  /// The answer of the tool that an agent finds.
  private static String report(String... arguments) {
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    ToolProvider tool = ToolProvider.findFirst("jasyncio").orElseThrow();

    assertThat(tool.run(writer, writer, arguments)).isZero();

    return out.toString();
  }

  @Test
  void showsTheFramesOfTheLibraryOnDemand() {
    run(() -> {
      createTask(() -> await(sleep(seconds(50))));
      await(sleep(Duration.ZERO));

      assertThat(report("pstree")).contains("InspectionTest.").doesNotContain("jasyncio.internal.");
      assertThat(report("pstree", "--all")).contains("jasyncio.internal.");
    });
  }

  @Test
  void reportsTasksThatAwaitEachOther() {
    run(() -> {
      List<Task<?>> ring = new ArrayList<>();
      ring.add(createTask(() -> await(ring.get(1)), TaskOptions.named("A")));
      ring.add(createTask(() -> await(shield(ring.get(0))), TaskOptions.named("B")));
      await(sleep(Duration.ZERO));

      assertThat(report("pstree")).contains("tasks await each other", "cycle: B -> A -> B");
      assertThat(report("ps")).contains("task name");
      assertThat(report("dump")).startsWith("{\"pid\":");
    });
  }

  @Test
  void describesTheOldestOfMoreThanTenThousandTasks() {
    run(() -> {
      for (int i = 0; i < 10_000; i++) {
        createTask(() -> await(sleep(seconds(50))));
      }
      await(sleep(Duration.ZERO));

      LoopInfo info = infoOf(getRunningLoop());
      assertThat(info.taskCount()).isEqualTo(10_001);
      assertThat(info.tasks()).hasSize(10_000);
    });
  }
}
