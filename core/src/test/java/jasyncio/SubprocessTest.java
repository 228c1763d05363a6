package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.createSubprocessExec;
import static jasyncio.Asyncio.createSubprocessShell;
import static jasyncio.Asyncio.createTask;
import static jasyncio.Asyncio.gather;
import static jasyncio.Asyncio.millis;
import static jasyncio.Asyncio.run;
import static jasyncio.Asyncio.seconds;
import static jasyncio.Asyncio.sleep;
import static jasyncio.Bytes.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `createSubprocessExec` and `createSubprocessShell`.
class SubprocessTest {
  private static final SubprocessOptions PIPES = SubprocessOptions.PIPES;

  private static Subprocess exec(SubprocessOptions options, String... command) {
    return await(createSubprocessExec(List.of(command), options));
  }

  private static Subprocess shell(String command, SubprocessOptions options) {
    return await(createSubprocessShell(command, options));
  }

  private static String text(byte @Nullable [] bytes) {
    return new String(Objects.requireNonNull(bytes), UTF_8);
  }

  private static byte[] random(int count) {
    var bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static StreamWriter stdin(Subprocess child) {
    return Objects.requireNonNull(child.stdin());
  }

  private static StreamReader stdout(Subprocess child) {
    return Objects.requireNonNull(child.stdout());
  }

  /// Suspends until `child`, whose output is a pipe, has printed a line.
  private static void awaitLine(Subprocess child) {
    assertThat(await(stdout(child).readLine())).isNotEmpty();
  }

  private static void assertEnds(ProcessHandle process) {
    process.onExit().join();
    assertThat(process.isAlive()).isFalse();
  }

  @Nested
  class Streams {

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_stdin_stdout")
    void carryWhatIsWrittenToTheEnd() {
      TestLoop.run(() -> {
        var cat = exec(PIPES, "cat");
        stdin(cat).write("some data");
        await(stdin(cat).drain());
        stdin(cat).close();

        assertThat(text(await(stdout(cat).read()))).isEqualTo("some data");
        assertThat(await(cat.waitExit())).isZero();
        await(stdin(cat).waitClosed());
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_stdin_broken_pipe")
    void failToDrainIfTheChildDoesNotRead() {
      TestLoop.run(() -> {
        var child = exec(PIPES, "true");
        stdin(child).write(random(1 << 20));

        assertThatThrownBy(() -> await(stdin(child).drain()))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("Broken pipe");
        assertThat(await(child.waitExit())).isZero();
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_pause_reading")
    void pauseTheChildWhoseOutputIsNotRead() {
      TestLoop.run(() -> {
        int limit = 10;
        int size = 4 * limit;
        var child =
            shell(
                "head -c %d /dev/zero; read -r line; echo \"$line\"".formatted(size),
                PIPES.withLimit(limit));
        while (!stdout(child).toString().contains("paused")) {
          await(sleep(Duration.ZERO));
        }
        stdin(child).write("the end\n");

        assertThat(text(await(stdout(child).read()))).isEqualTo("\0".repeat(size) + "the end\n");
        assertThat(await(child.waitExit())).isZero();
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_read_stdout_after_process_exit")
    void canBeReadAfterTheEndOfTheProcess() {
      TestLoop.run(() -> {
        // head, which continues when the shell has ended, fills the pipe and waits
        var child = shell("head -c 262144 /dev/zero & exit 0", PIPES.withLimit(1024));
        assertThat(await(child.waitExit())).isZero();

        int count = 0;
        while (!stdout(child).atEof()) {
          count += await(stdout(child).read(1024)).length;
          await(sleep(Duration.ZERO));
        }
        assertThat(count).isEqualTo(262_144);
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_devnull_input")
    void canBeNothingForInput() {
      TestLoop.run(() -> {
        var cat = exec(PIPES.withStdin(Stdio.DEVNULL), "cat");

        assertThat(cat.stdin()).isNull();
        assertThat(await(cat.communicate(null)).stdout()).isEmpty();
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_devnull_output")
    void canBeNothingForOutput() {
      TestLoop.run(() -> {
        var child = shell("echo gone", PIPES.withStdout(Stdio.DEVNULL));

        assertThat(child.stdout()).isNull();
        assertThat(await(child.communicate(null)).stdout()).isNull();
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_devnull_error")
    void canBeNothingForErrors() {
      TestLoop.run(() -> {
        var child = shell("echo gone >&2", PIPES.withStderr(Stdio.DEVNULL));

        assertThat(child.stderr()).isNull();
        assertThat(await(child.communicate(null)).stderr()).isNull();
      });
    }

    @Test
    void canBeFiles(@TempDir Path folder) throws IOException {
      var input = Files.writeString(folder.resolve("input"), "from a file");
      var output = folder.resolve("output");
      TestLoop.run(() -> {
        var options = PIPES.withStdin(Stdio.file(input)).withStdout(Stdio.file(output));
        await(exec(options, "cat").waitExit());
        await(exec(options.withStdout(Stdio.appendTo(output)), "cat").waitExit());

        assertThat(Files.readString(output)).isEqualTo("from a filefrom a file");
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_devstdin_input")
    void canBeOpenedByTheChildByPath() {
      TestLoop.run(() -> {
        var child = exec(PIPES, "cat", "/dev/stdin");

        assertThat(text(await(child.communicate(bytes("message"))).stdout())).isEqualTo("message");
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_stdin_not_inheritable")
    void doNotLeakIntoOtherChildren() {
      TestLoop.run(() -> {
        var cat = exec(PIPES, "cat");
        var other = exec(PIPES, "cat");

        assertThat(text(await(cat.communicate(bytes("abc"))).stdout())).isEqualTo("abc");
        await(other.communicate(null));
      });
    }

    @Test
    void haveTheLimitOfTheOptions() {
      TestLoop.run(() -> {
        String line = "head -c 100 /dev/zero; echo";
        var strict = shell(line, PIPES.withLimit(99));
        var generous = shell(line, PIPES.withLimit(100));

        assertThatThrownBy(() -> await(stdout(strict).readLine()))
            .isInstanceOf(LimitOverrunException.class);
        assertThat(await(stdout(generous).readLine())).hasSize(101);
        await(strict.communicate(null));
        await(generous.communicate(null));
      });
    }
  }

  @Nested
  class Communicating {

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_communicate")
    void givesTheOutput() {
      TestLoop.run(() -> {
        var cat = exec(PIPES.withStderr(Stdio.INHERIT), "cat");
        var output = await(cat.communicate(bytes("some data")));

        assertThat(text(output.stdout())).isEqualTo("some data");
        assertThat(output.stderr()).isNull();
        assertThat(cat.returncode()).hasValue(0);
      });
    }

    @Test
    void keepsErrorsApart() {
      TestLoop.run(() -> {
        var output = await(shell("echo good; echo bad >&2", PIPES).communicate(null));

        assertThat(text(output.stdout())).isEqualTo("good\n");
        assertThat(text(output.stderr())).isEqualTo("bad\n");
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_communicate_none_input")
    void closesTheInputIfThereIsNone() {
      TestLoop.run(
          () -> assertThat(await(exec(PIPES, "cat").communicate(null)).stdout()).isEmpty());
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_empty_input")
    void closesAnEmptyInput() {
      TestLoop.run(() -> {
        var count = exec(PIPES, "wc", "-c");

        assertThat(text(await(count.communicate(new byte[0])).stdout()).strip()).isEqualTo("0");
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_communicate_ignore_broken_pipe")
    void takesNoOffenceAtAChildThatDoesNotRead() {
      TestLoop.run(() -> {
        var child = exec(PIPES, "true");
        await(child.communicate(random(1 << 20)));

        assertThat(child.returncode()).hasValue(0);
      });
    }

    @Test
    void writesAndReadsAtTheSameTime() {
      TestLoop.run(() -> {
        byte[] data = random(4 << 20);

        assertThat(await(exec(PIPES, "cat").communicate(data.clone())).stdout()).isEqualTo(data);
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_subprocess_communicate_stdout")
    void worksForManyChildrenAtOnce() {
      TestLoop.run(() -> {
        var outputs = new ArrayList<Coroutine<String>>();
        for (int i = 0; i < 10; i++) {
          String word = "child " + i;
          outputs.add(() -> text(await(exec(PIPES, "echo", word).communicate(null)).stdout()));
        }

        assertThat(await(gather(outputs)))
            .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "child " + i + "\n").toList());
      });
    }

    /// A child with output on both pipes that has closed one of them, and ends when it is asked to.
    private Subprocess talker() {
      return shell(
          "trap 'echo bye; exit 0' TERM; echo hello; echo bad >&2; exec 2>&-;"
              + " while :; do sleep 0.01; done",
          PIPES);
    }

    private void cancelOnceTheErrorsAreRead(Subprocess child) {
      var talk = createTask(child.communicate(null));
      while (!Objects.requireNonNull(child.stderr()).atEof()) {
        await(sleep(Duration.ZERO));
      }
      talk.cancel();
      assertThatThrownBy(() -> await(talk)).isInstanceOf(CancelledError.class);
    }

    @Test
    void givesTheOutputBackToTheStreamsWhenItIsCancelled() {
      TestLoop.run(() -> {
        var child = talker();
        cancelOnceTheErrorsAreRead(child);

        assertThat(text(await(stdout(child).readLine()))).isEqualTo("hello\n");
        assertThat(text(await(Objects.requireNonNull(child.stderr()).read()))).isEqualTo("bad\n");
        child.kill();
        await(child.waitExit());
      });
    }

    @Test
    void givesAllTheOutputAfterOneThatWasCancelled() {
      TestLoop.run(() -> {
        var child = talker();
        cancelOnceTheErrorsAreRead(child);
        child.terminate();
        var output = await(child.communicate(null));

        assertThat(text(output.stdout())).isEqualTo("hello\nbye\n");
        assertThat(text(output.stderr())).isEqualTo("bad\n");
      });
    }

    @Test
    void givesTheOutputBackIfItIsCancelledWhileOnlyTheChildGoesOn() {
      TestLoop.run(() -> {
        var child = shell("echo hello; exec >&- 2>&-; while :; do sleep 0.01; done", PIPES);
        var talk = createTask(child.communicate(null));
        while (!stdout(child).atEof()) {
          await(sleep(Duration.ZERO));
        }
        await(sleep(Duration.ZERO)); // now it waits for the end
        talk.cancel();

        assertThatThrownBy(() -> await(talk)).isInstanceOf(CancelledError.class);
        assertThat(text(await(stdout(child).read()))).isEqualTo("hello\n");
        child.kill();
        await(child.waitExit());
      });
    }

    @Test
    void givesTheOutputBackIfAnotherTaskReadsTheErrors() {
      TestLoop.run(() -> {
        var child = shell("echo hello; exec >&-; read x; echo bad >&2", PIPES);
        var errors = createTask(Objects.requireNonNull(child.stderr()).read());
        await(sleep(Duration.ZERO));

        assertThatThrownBy(() -> await(child.communicate(null)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("another task waits in read()");
        assertThat(text(await(errors))).isEqualTo("bad\n");
        while (Asyncio.allTasks().size() > 1) { // the one that reads the output
          await(sleep(Duration.ZERO));
        }
        assertThat(text(await(stdout(child).read()))).isEqualTo("hello\n");
        await(child.waitExit());
      });
    }

    @Test
    void refusesInputForAChildThatHasNoPipeForIt() {
      TestLoop.run(() -> {
        var cat = exec(PIPES.withStdin(Stdio.DEVNULL), "cat");
        assertThatThrownBy(() -> await(cat.communicate(bytes("x"))))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("start it with stdin PIPE");

        await(cat.communicate(null));
      });
    }
  }

  @Nested
  class Ending {

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_kill")
    void killEndsTheProcess() {
      TestLoop.run(() -> {
        var child = exec(PIPES, "sleep", "3600");
        child.kill();

        assertThat(await(child.waitExit())).isEqualTo(-9);
        assertThat(child.returncode()).hasValue(-9);
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_terminate")
    void terminateEndsTheProcess() {
      TestLoop.run(() -> {
        var child = exec(PIPES, "sleep", "3600");
        child.terminate();

        assertThat(await(child.waitExit())).isEqualTo(-15);
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_send_signal")
    void anotherSignalEndsTheProcess() {
      SignalsHere.assumeObeyed(SignalsHere.HUP);
      TestLoop.run(() -> {
        var child = shell("echo sleeping; exec sleep 3600", PIPES);
        awaitLine(child);
        child.sendSignal(SignalsHere.HUP);

        assertThat(await(child.waitExit())).isEqualTo(-SignalsHere.HUP);
      });
    }

    @Test
    void signalFromOutsideEndsTheProcess() {
      TestLoop.run(() -> assertThat(await(shell("kill -KILL $$", PIPES).waitExit())).isEqualTo(-9));
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_subprocess_send_signal_race")
    void mayRaceWithASignal() {
      TestLoop.run(() -> {
        for (int i = 0; i < 10; i++) {
          var child = shell("exit 0", PIPES);
          try {
            child.sendSignal(15);
          } catch (IllegalStateException e) {
            // it has ended
          }

          assertThat(await(child.waitExit())).isIn(0, -15);
        }
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_start_new_session")
    void processInASessionOfItsOwnKeepsItsExitCode() {
      TestLoop.run(() -> {
        // the sixth word of stat is the session
        var child =
            shell("cut -d' ' -f6 /proc/$$/stat; echo $$; exit 8", PIPES.withStartNewSession(true));
        var output = await(child.communicate(null));

        assertThat(child.returncode()).hasValue(8);
        assertThat(text(output.stdout()).lines().distinct()).containsExactly("" + child.pid());
      });
    }

    @Test
    void isNotWaitedForByPipesThatAGrandchildHolds() {
      TestLoop.run(() -> {
        var child = shell("sleep 3600 & echo $!; exit 5", PIPES);
        long grandchild = Long.parseLong(text(await(stdout(child).readLine())).strip());

        assertThat(await(child.waitExit())).isEqualTo(5);
        assertThat(stdout(child).atEof()).isFalse();
        ProcessHandle.of(grandchild).orElseThrow().destroyForcibly();
        assertThat(await(stdout(child).read())).isEmpty();
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_subprocess_concurrent_wait")
    void isToldToManyWaiters() {
      TestLoop.run(() -> {
        var child = shell("exit 3", PIPES);
        var waits = new ArrayList<Coroutine<Integer>>();
        for (int i = 0; i < 10; i++) {
          waits.add(child.waitExit());
        }

        assertThat(await(gather(waits))).hasSize(10).containsOnly(3);
        assertThat(await(child.waitExit())).isEqualTo(3);
      });
    }

    @Test
    void killsDescendantsIfAsked() {
      TestLoop.run(() -> {
        var child = shell("sleep 3600 & echo $!; wait", PIPES);
        long grandchild = Long.parseLong(text(await(stdout(child).readLine())).strip());
        var handle = ProcessHandle.of(grandchild).orElseThrow();
        child.killTree();

        assertThat(await(child.waitExit())).isEqualTo(-9);
        assertEnds(handle);
      });
    }

    @Test
    void isGentleWithAChildThatLetsItself() {
      run(() -> {
        var child = shell("trap 'exit 4' TERM; echo ready; while :; do sleep 0.01; done", PIPES);
        awaitLine(child);

        assertThat(await(child.stop(seconds(60)))).isEqualTo(4);
        assertThat(await(child.stop(seconds(60)))).isEqualTo(4);
      });
    }

    @Test
    void isForcedOnAChildThatIgnoresTheRequest() {
      run(() -> {
        var child = shell("trap '' TERM; echo ready; while :; do sleep 0.01; done", PIPES);
        awaitLine(child);

        assertThat(await(child.stop(millis(10)))).isEqualTo(-9);
      });
    }

    @Test
    void isForcedWhenTheStopItselfIsCancelled() {
      run(() -> {
        var child = shell("trap '' TERM; echo ready; while :; do sleep 0.01; done", PIPES);
        awaitLine(child);
        var stop = createTask(child.stop(seconds(3600)));
        await(sleep(Duration.ZERO));
        stop.cancel();

        assertThatThrownBy(() -> await(stop)).isInstanceOf(CancelledError.class);
        assertThat(await(child.waitExit())).isEqualTo(-9);
      });
    }
  }

  @Nested
  class Cancelling {

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_cancel_process_wait")
    void aWaitLeavesTheProcessAlone() {
      TestLoop.run(() -> {
        var child = exec(PIPES, "cat");
        var wait = createTask(child.waitExit());
        await(sleep(Duration.ZERO));
        wait.cancel();
        assertThatThrownBy(() -> await(wait)).isInstanceOf(CancelledError.class);
        wait.cancel();
        assertThat(child.returncode()).isEmpty();

        stdin(child).close();
        assertThat(await(child.waitExit())).isZero();
      });
    }

    @Test
    void aWaitStopsTheProcessIfItWasStartedSo() {
      run(() -> {
        var options = PIPES.withStopOnCancel(seconds(60));
        var child = exec(options, "sleep", "3600");
        var wait = createTask(child.waitExit());
        await(sleep(Duration.ZERO));
        wait.cancel();

        assertThatThrownBy(() -> await(wait)).isInstanceOf(CancelledError.class);
        assertThat(child.returncode()).hasValue(-15);
      });
    }

    @Test
    void aCommunicationKeepsTheOutputForTheNext(@TempDir Path folder) {
      run(() -> {
        Path written = folder.resolve("written");
        // more than pipes and streams hold: once the file is there, most of it was read
        var child = shell("head -c 2000000 /dev/zero; touch " + written + "; cat", PIPES);
        var talk = createTask(child.communicate(bytes("end")));
        while (!Files.exists(written)) {
          await(sleep(millis(1)));
        }
        talk.cancel();
        assertThatThrownBy(() -> await(talk)).isInstanceOf(CancelledError.class);

        byte[] output = await(child.communicate(null)).stdout();

        assertThat(output).hasSize(2_000_003).endsWith(bytes("end"));
      });
    }

    @Test
    void aCommunicationInAnyTurnLosesNothing() {
      run(() -> {
        for (int turns = 0; turns < 30; turns++) {
          var cat = exec(PIPES.withStderr(Stdio.DEVNULL), "cat");
          var data = random(300_000);
          var talk = createTask(cat.communicate(data));
          for (int i = 0; i < turns; i++) {
            await(sleep(Duration.ZERO));
          }
          talk.cancel();
          var _ = await(gather(List.of(Coroutine.of(() -> awaitQuietly(talk)))));

          var output = talk.cancelled() ? await(cat.communicate(data)) : await(talk);

          assertThat(output.stdout()).isEqualTo(data);
        }
      });
    }

    private static void awaitQuietly(Task<?> task) {
      try {
        await(task);
      } catch (CancelledError e) {
        assertThat(task.cancelled()).isTrue();
      }
    }

    @Test
    void aCommunicationRefusesOtherInputLater() {
      run(() -> {
        var cat = exec(PIPES, "cat");
        var talk = createTask(cat.communicate(random(1 << 20)));
        await(sleep(Duration.ZERO));
        await(sleep(Duration.ZERO));
        talk.cancel();
        assertThatThrownBy(() -> await(talk)).isInstanceOf(CancelledError.class);

        assertThatThrownBy(() -> await(cat.communicate(bytes("other"))))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("other input than before");
        assertThat(await(cat.communicate(null)).stdout()).hasSize(1 << 20);
      });
    }

    @Test
    void aCommunicationEscalatesIfTheProcessIgnoresTheRequest() {
      run(() -> {
        var options = PIPES.withStopOnCancel(millis(10)).withStdout(Stdio.DEVNULL);
        var child = shell("trap '' TERM; echo ready >&2; while :; do sleep 0.01; done", options);
        assertThat(await(Objects.requireNonNull(child.stderr()).readLine())).isNotEmpty();
        var talk = createTask(child.communicate(null));
        await(sleep(Duration.ZERO));
        talk.cancel();

        assertThatThrownBy(() -> await(talk)).isInstanceOf(CancelledError.class);
        assertThat(child.returncode()).hasValue(-9);
      });
    }
  }

  @Nested
  class Starting {

    @Test
    void namesANullAmongTheWords() {
      TestLoop.run(() -> {
        var words = new ArrayList<String>(List.of("echo", "a"));
        words.add(null);
        assertThatThrownBy(() -> await(createSubprocessExec(words, PIPES)))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("a word of the command is null: [echo, a, null]");
      });
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_popen_error")
    void failsForAProgramThatIsNotThere() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> await(createSubprocessExec("no-such-program")))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageContaining("no-such-program")
              .hasMessageEndingWith(")")
              .hasCauseInstanceOf(IOException.class));
    }

    @Test
    void failsForAProgramThatIsNotThereInASessionOfItsOwnToo() {
      TestLoop.run(() ->
          assertThatThrownBy(() -> exec(PIPES.withStartNewSession(true), "no-such-program"))
              .isInstanceOf(UncheckedIOException.class)
              .hasMessageContaining("no-such-program"));
    }

    @Test
    @Mirrors("test_subprocess.SubprocessMixin.test_create_subprocess_exec_with_path")
    void takesPathsAsText(@TempDir Path folder) throws IOException {
      var file = Files.writeString(folder.resolve("file"), "content");
      TestLoop.run(() -> {
        var child = exec(PIPES, "cat", file.toString());

        assertThat(text(await(child.communicate(null)).stdout())).isEqualTo("content");
      });
    }

    @Test
    void setsFolderAndEnvironment(@TempDir Path folder) {
      TestLoop.run(() -> {
        var options = PIPES.withCwd(folder).withEnv(Map.of("GREETING", "hello"));
        var child = shell("pwd; echo $GREETING $HOME", options);

        assertThat(text(await(child.communicate(null)).stdout()).lines())
            .containsExactly(folder.toRealPath().toString(), "hello");
      });
    }

    @Test
    void runsWithTheStreamsOfThisProgram() {
      TestLoop.run(() -> {
        var child = await(createSubprocessExec("true", "ignored"));

        assertThat(child.stdin()).isNull();
        assertThat(child.stdout()).isNull();
        assertThat(child.stderr()).isNull();
        assertThat(await(child.waitExit())).isZero();
        assertThat(await(await(createSubprocessShell("exit 2")).waitExit())).isEqualTo(2);
      });
    }

    @Test
    void namesTheProcess() {
      TestLoop.run(() -> {
        var child = shell("exit 3", PIPES);
        var pid = child.pid();
        await(child.waitExit());

        assertThat(child).hasToString("Subprocess[pid " + pid + ", returncode 3]");
      });
    }
  }
}
