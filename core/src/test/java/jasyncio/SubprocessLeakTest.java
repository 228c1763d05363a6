package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createSubprocessExec;
import static jasyncio.Asyncio.createSubprocessShell;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.getRunningLoop;
import static jasyncio.Asyncio.mapConcurrently;
import static jasyncio.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Pipes of children are returned to the system however they end, and no child is left behind.
@EnabledOnOs(OS.LINUX) // counts in /proc
class SubprocessLeakTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final List<String> CAT = List.of("cat");

  /// Makes the JDK open the descriptors that it keeps, before any are counted.
  @BeforeEach
  void warmUp() {
    TestLoop.run(() -> await(cat().communicate(null)));
  }

  private static Subprocess cat() {
    return await(createSubprocessExec(CAT, SubprocessOptions.PIPES));
  }

  private static long pipes() throws IOException {
    try (var descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(SubprocessLeakTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed in the meantime
    }
  }

  /// The children of this process, zombies included.
  private static long children() {
    return ProcessHandle.current().children().count();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jasyncio-p"))
        .filter(Thread::isAlive)
        .count();
  }

  /// Runs `body`, and checks that nothing of it is left. Ends that happen beside the loop are
  /// awaited, up to the test's time limit.
  private static void checkLeaksNothing(Action body) throws IOException {
    long before = pipes();
    TestLoop.run(() -> {
      long pipes = pipes(); // with the loop's own
      body.run();
      while (pipes() > pipes || children() > 0 || threads() > 0) {
        await(sleep(Duration.ZERO));
      }

      assertThat(Asyncio.allTasks()).hasSize(1);
    });
    assertThat(pipes()).isEqualTo(before);
  }

  @Test
  void manyShortChildrenLeaveNothing() throws IOException {
    checkLeaksNothing(() -> {
      List<Integer> numbers = IntStream.range(0, 60).boxed().toList();
      var codes =
          await(mapConcurrently(numbers, 20, n -> () -> await(exiting(n % 100).waitExit())));

      assertThat(codes).isEqualTo(numbers);
    });
  }

  private static Subprocess exiting(int code) {
    return await(createSubprocessShell("exit " + code, SubprocessOptions.PIPES));
  }

  @Test
  void killedChildLeavesNothing() throws IOException {
    checkLeaksNothing(() -> cat().kill());
  }

  @Test
  @Mirrors("test_subprocess.SubprocessMixin.test_close_dont_kill_finished")
  void childThatWasClosedWhenItHadEndedUnnoticedLeavesNothing() throws IOException {
    checkLeaksNothing(() -> {
      var child = await(getRunningLoop().subprocessExec(RecordingSubprocess::new, List.of("true")));
      Objects.requireNonNull(child.transport().getExtraInfo(ExtraInfo.SUBPROCESS)).onExit().join();
      child.transport().close();
      child.protocol().await("lost");

      assertThat(child.transport().getReturncode()).hasValue(0);
    });
  }

  @Test
  void programThatDoesNotExistLeavesNothing() throws IOException {
    checkLeaksNothing(() ->
        assertThatThrownBy(() ->
                await(createSubprocessExec(List.of("no-such-program"), SubprocessOptions.PIPES)))
            .isInstanceOf(UncheckedIOException.class));
  }

  @Test
  void cancelledCommunicationLeavesNothing() throws IOException {
    checkLeaksNothing(() -> {
      var child = cat();
      var talk = createTask(child.communicate(new byte[1 << 20]));
      await(sleep(Duration.ZERO));
      talk.cancel();
      assertThatThrownBy(() -> await(talk)).isInstanceOf(CancelledError.class);
      child.kill();
    });
  }

  @Test
  @Mirrors({
    "test_subprocess.SubprocessMixin.test_cancel_make_subprocess_transport_exec",
    "test_subprocess.SubprocessMixin.test_subprocess_read_pipe_cancelled",
    "test_subprocess.SubprocessMixin.test_subprocess_write_pipe_cancelled",
    "test_subprocess.SubprocessMixin.test_subprocess_read_write_pipe_cancelled"
  })
  void startThatWasCancelledSoonerOrLaterLeavesNothing() throws IOException {
    checkLeaksNothing(() -> {
      boolean cancelled = true;
      for (int turns = 0; cancelled; turns = turns * 3 / 2 + 1) {
        var start = createTask(createSubprocessExec(CAT, SubprocessOptions.PIPES));
        cancelled = cancelledAfter(turns, start);
        if (!cancelled) {
          start.result().kill();
        }
      }
    });
  }

  @Test
  @Mirrors("test_subprocess.SubprocessMixin.test_cancel_post_init")
  void cancelledStartOfATransportLeavesNothing() throws IOException {
    checkLeaksNothing(() -> {
      boolean cancelled = true;
      for (int turns = 0; cancelled; turns = turns * 3 / 2 + 1) {
        var start = createTask(getRunningLoop().subprocessExec(RecordingSubprocess::new, CAT));
        cancelled = cancelledAfter(turns, start);
        if (!cancelled) {
          start.result().transport().close();
        }
      }
    });
  }

  /// Returns whether `task` was cancelled before it was done.
  private static boolean cancelledAfter(int turns, Task<?> task) {
    for (int i = 0; i < turns && !task.done(); i++) {
      await(sleep(Duration.ZERO));
      Thread.onSpinWait();
    }
    if (!task.cancel()) {
      return false;
    }
    assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
    return true;
  }

  @Test
  void loopThatWasClosedWithAChildLeavesNothing() throws IOException {
    long before = pipes();
    try (var log = new CapturedLog();
        var test = new TestLoop()) {
      long pid = test.complete((Coroutine<Long>) () -> cat().pid());
      var process = ProcessHandle.of(pid).orElseThrow();
      test.loop.close();

      process.onExit().join();
      assertThat(pipes()).isEqualTo(before);
      assertThat(log.records()).hasSize(1);
    }
  }

  @Test
  void loopThatWasClosedWithAPipeThatAGrandchildHoldsLeavesNothing() throws IOException {
    long before = pipes();
    try (var log = new CapturedLog();
        var test = new TestLoop()) {
      long grandchild = test.complete((Coroutine<Long>) SubprocessLeakTest::orphan);
      test.loop.close();

      assertThat(pipes()).isEqualTo(before);
      assertThat(log.records()).isEmpty();
      ProcessHandle.of(grandchild).orElseThrow().destroyForcibly();
    }
  }

  /// Waits for a child that leaves a child of its own behind, and returns the number of the latter.
  private static long orphan() {
    var options = SubprocessOptions.DEFAULTS.withStdout(Stdio.PIPE);
    var child = await(createSubprocessShell("sleep 3600 & echo $!", options));
    var stdout = Objects.requireNonNull(child.stdout());
    var number = new String(await(stdout.readLine()), StandardCharsets.US_ASCII).strip();
    await(child.waitExit());
    return Long.parseLong(number);
  }
}
