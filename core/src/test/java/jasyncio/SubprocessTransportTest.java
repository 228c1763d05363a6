package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `subprocessExec` and `subprocessShell`, with small programs of the shell for children.
class SubprocessTransportTest {
  private static final SubprocessOptions NO_PIPES =
      SubprocessOptions.DEFAULTS
          .withStdin(Stdio.DEVNULL)
          .withStdout(Stdio.DEVNULL)
          .withStderr(Stdio.DEVNULL);

  /// Answers each line on both of its outputs; if one is broken, it reports that on the other.
  private static final String ECHO =
      """
      trap '' PIPE
      while read -r line; do
        echo "OUT:$line" 2>/dev/null || { echo "ERR:broken pipe" >&2; continue; }
        echo "ERR:$line" >&2
      done
      """;

  private static Connected<SubprocessTransport, RecordingSubprocess> exec(String... command) {
    return await(getRunningLoop().subprocessExec(RecordingSubprocess::new, List.of(command)));
  }

  private static Connected<SubprocessTransport, RecordingSubprocess> shell(String command) {
    return await(getRunningLoop().subprocessShell(RecordingSubprocess::new, command));
  }

  private static Connected<SubprocessTransport, RecordingSubprocess> shell(
      String command, SubprocessOptions options) {
    return await(getRunningLoop().subprocessShell(RecordingSubprocess::new, command, options));
  }

  private static void write(SubprocessTransport transport, String text) {
    ((WriteTransport) Objects.requireNonNull(transport.getPipeTransport(0)))
        .write(text.getBytes(UTF_8));
  }

  private static int returncodeOf(
      Connected<SubprocessTransport, ? extends RecordingSubprocess> child) {
    child.protocol().await("exited");
    return child.transport().getReturncode().getAsInt();
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_exec")
  void echoesAndIsKilledByClose() {
    TestLoop.run(() -> {
      var child = exec("cat");
      assertThat(child.protocol().events).containsExactly("made");
      write(child.transport(), "Python The Winner");
      child.protocol().awaitOutput("Python The Winner");
      child.transport().close();

      assertThat(returncodeOf(child)).isEqualTo(-9);
      child.protocol().await("lost");
      assertThat(child.protocol().events.getLast()).isEqualTo("lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_interactive")
  void answersAgainAndAgain() {
    TestLoop.run(() -> {
      var child = exec("cat");
      write(child.transport(), "Python ");
      child.protocol().awaitOutput("Python ");
      write(child.transport(), "The Winner");
      child.protocol().awaitOutput("Python The Winner");
      child.transport().close();
      child.protocol().await("lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_shell")
  void runsALineOfTheShellAndTellsTheEndOfEverything() {
    TestLoop.run(() -> {
      var child = shell("echo Python");
      ((WriteTransport) Objects.requireNonNull(child.transport().getPipeTransport(0))).close();
      child.protocol().await("lost");

      assertThat(child.transport().getReturncode()).hasValue(0);
      assertThat(child.protocol().output()).isEqualTo("Python\n");
      assertThat(child.protocol().errors()).isEmpty();
      assertThat(child.protocol().causes).containsOnlyNulls();
      assertThat(child.protocol().events).startsWith("made").endsWith("lost");
      assertThat(child.protocol().events)
          .containsExactlyInAnyOrder("made", "lost 0", "lost 1", "lost 2", "exited", "lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_exitcode")
  void tellsTheExitCode() {
    TestLoop.run(() -> assertThat(returncodeOf(shell("exit 7", NO_PIPES))).isEqualTo(7));
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_wait_no_same_group")
  void tellsTheExitCodeOfAChildInItsOwnSession() {
    TestLoop.run(() -> {
      var child = shell("exit 7", NO_PIPES.withStartNewSession(true));

      assertThat(returncodeOf(child)).isEqualTo(7);
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_close_after_finish")
  void hasNoPipesThatWereNotAskedForAndMayBeClosedAtTheEnd() {
    TestLoop.run(() -> {
      var child = shell("exit 7", NO_PIPES);
      for (int fd = -1; fd <= 3; fd++) {
        assertThat(child.transport().getPipeTransport(fd)).isNull();
      }
      child.protocol().await("lost");
      child.transport().close();

      assertThat(child.transport().getReturncode()).hasValue(7);
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_kill")
  void isKilled() {
    TestLoop.run(() -> {
      var child = exec("cat");
      child.transport().kill();

      assertThat(returncodeOf(child)).isEqualTo(-9);
      child.protocol().await("lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_terminate")
  void isTerminated() {
    TestLoop.run(() -> {
      var child = exec("cat");
      child.transport().terminate();

      assertThat(returncodeOf(child)).isEqualTo(-15);
      child.protocol().await("lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_send_signal")
  void isSentAnySignal() {
    SignalsHere.assumeObeyed(SignalsHere.HUP);
    TestLoop.run(() -> {
      var child = exec("cat");
      child.transport().sendSignal(SignalsHere.HUP);

      assertThat(returncodeOf(child)).isEqualTo(-SignalsHere.HUP);
      child.protocol().await("lost");
    });
  }

  @Test
  void refusesWhatIsNoSignal() {
    TestLoop.run(() -> {
      var child = exec("cat");
      assertThatThrownBy(() -> child.transport().sendSignal(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("signal neither 1 nor up to 64: 0");
      child.transport().close();
      child.protocol().await("lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_stderr")
  void keepsOutputAndErrorsApart() {
    TestLoop.run(() -> {
      var child = shell(ECHO);
      write(child.transport(), "test\n");
      child.protocol().awaitOutput("OUT:test\n");
      child.protocol().awaitErrors("ERR:test\n");
      child.transport().close();
      child.protocol().await("lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_stderr_redirect_to_stdout")
  void mergesErrorsIntoTheOutputInOrder() {
    TestLoop.run(() -> {
      var child = shell(ECHO, SubprocessOptions.PIPES.withStderr(Stdio.STDOUT));
      assertThat(child.transport().getPipeTransport(2)).isNull();
      write(child.transport(), "test\n");
      child.protocol().awaitOutput("OUT:test\nERR:test\n");

      assertThat(child.protocol().errors()).isEmpty();
      child.transport().close();
      child.protocol().await("lost");
    });
  }

  @Test
  @Mirrors("test_events.SubprocessTestsMixin.test_subprocess_close_client_stream")
  void breaksTheChildsOutputWhenThisEndIsClosed() {
    TestLoop.run(() -> {
      var child = shell(ECHO);
      write(child.transport(), "test\n");
      child.protocol().awaitErrors("ERR:test\n");
      Objects.requireNonNull(child.transport().getPipeTransport(1)).close();
      child.protocol().await("lost 1");
      write(child.transport(), "xxx\n");
      child.protocol().awaitErrors("ERR:test\nERR:broken pipe\n");

      child.transport().close();
      child.protocol().await("lost");
    });
  }

  @Test
  @Mirrors("test_subprocess.SubprocessTransportTests.test_proc_exited")
  void refusesSignalsAfterTheEnd() {
    TestLoop.run(() -> {
      var child = shell("exit 6", NO_PIPES);
      assertThat(child.transport().getReturncode()).isEqualTo(OptionalInt.empty());
      child.protocol().await("lost");

      assertThat(child.transport().getReturncode()).hasValue(6);
      assertThat(child.protocol().events).containsExactly("made", "exited", "lost");
      assertThat(child.transport().isClosing()).isTrue();
      assertThatThrownBy(() -> child.transport().sendSignal(15))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the process has ended: SubprocessTransport[pid ");
      assertThatThrownBy(() -> child.transport().terminate())
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> child.transport().kill()).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void tellsThatWritingShallPauseAndResume(@TempDir Path folder) {
    Path go = folder.resolve("go");
    TestLoop.run(() -> {
      var child =
          shell("while [ ! -e '%s' ]; do sleep 0.01; done; exec cat >/dev/null".formatted(go));
      write(child.transport(), "x".repeat(1 << 20));
      assertThat(child.protocol().events).containsExactly("made", "pause");
      Files.createFile(go);
      child.protocol().await("resume");

      child.transport().close();
      child.protocol().await("lost");
    });
  }

  @Test
  void outlivesTheProcessAsLongAsAGrandchildHoldsItsPipe() {
    TestLoop.run(() -> {
      var child = shell("(read -r line; echo \"late: $line\") <&0 & exit 3");
      assertThat(returncodeOf(child)).isEqualTo(3);
      child.protocol().await("lost");

      assertThat(child.protocol().output()).isEqualTo("late: \n");
    });
  }

  @Test
  @Mirrors("test_subprocess.SubprocessTransportTests.test_subprocess_repr")
  void knowsTheProcess() {
    TestLoop.run(() -> {
      var child = exec("cat");

      Process process =
          Objects.requireNonNull(child.transport().getExtraInfo(ExtraInfo.SUBPROCESS));
      assertThat(child.transport().getPid()).isEqualTo(process.pid());
      assertThat(child.transport().getProtocol()).isSameAs(child.protocol());
      assertThat(child.transport())
          .hasToString("SubprocessTransport[pid " + process.pid() + ", running, open]");
      child.transport().close();
      child.protocol().await("lost");
      assertThat(child.transport().toString()).contains("returncode -9");
    });
  }

  @Test
  void killsTheProcessWhenConnectionMadeFails() {
    try (var test = new TestLoop()) {
      var failure = new IllegalStateException("not today");
      var protocol =
          new RecordingSubprocess() {
            @Override
            public void connectionMade(BaseTransport transport) {
              throw failure;
            }
          };
      test.complete(
          Coroutine.of(() -> {
            var child = await(getRunningLoop().subprocessExec(() -> protocol, List.of("cat")));
            assertThat(returncodeOf(child)).isEqualTo(-9);
          }));

      assertThat(test.takeReports()).singleElement().matches(r -> r.exception() == failure);
    }
  }

  @Test
  void refusesCommandsWithoutWords() {
    TestLoop.run(() -> {
      var loop = getRunningLoop();
      assertThatThrownBy(() -> loop.subprocessExec(RecordingSubprocess::new, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("command of no words");
      assertThatThrownBy(() -> loop.subprocessShell(RecordingSubprocess::new, " "))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("command of no words");
      assertThatThrownBy(() -> loop.subprocessExec(RecordingSubprocess::new, List.of("a\0b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a word of the command holds the character 0");
    });
  }

  @Test
  void failsForAProgramThatIsNotThere() {
    TestLoop.run(() ->
        assertThatThrownBy(() -> exec("/no/such/program"))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("/no/such/program"));
  }

  @Test
  void isKilledWithAWarningWhenTheLoopCloses() throws InterruptedException {
    try (var log = new CapturedLog();
        var test = new TestLoop()) {
      var child = test.complete((Coroutine<Connected<SubprocessTransport, ?>>) () -> exec("cat"));
      Process process =
          Objects.requireNonNull(child.transport().getExtraInfo(ExtraInfo.SUBPROCESS));
      test.loop.close();

      assertThat(log.records())
          .singleElement()
          .matches(
              r -> r.getMessage().startsWith("loop closed with unclosed SubprocessTransport["));
      assertThat(process.waitFor()).isEqualTo(128 + 9);
    }
  }

  @Test
  @Mirrors("test_protocols.ProtocolsAbsTests.test_subprocess_protocol")
  void needsNoCallbackOfTheProtocol() {
    TestLoop.run(() -> {
      var loop = getRunningLoop();
      var child =
          await(loop.subprocessShell(() -> new SubprocessProtocol() {}, "echo one; echo two >&2"));
      var process = Objects.requireNonNull(child.transport().getExtraInfo(ExtraInfo.SUBPROCESS));
      await(process.onExit());

      assertThat(process.exitValue()).isZero();
      child.transport().close();
    });
  }
}
