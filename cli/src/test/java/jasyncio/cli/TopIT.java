package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./jasyncio top`, on other processes.
class TopIT extends Children {
  private static final String PROGRAM =
      """
      import jasyncio.*;
      import static jasyncio.Asyncio.*;

      void spin(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) { Thread.onSpinWait(); }
      }

      void work() {
        while (true) { spin(5); await(sleep(millis(5))); }
      }

      void main() {
        run(() -> {
          createTask(this::work, TaskOptions.named("worker"));
          createTask(() -> await(sleep(seconds(100))), TaskOptions.named("idler"));
          await(sleep(millis(1)));
          IO.println("ready");
          %s
        });
      }
      """;

  private static final String SLEEP = "await(sleep(seconds(100)));";

  private Ended top(Object... args) throws Exception {
    return Command.jasyncio(folder, "top").and(args).run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void showsTheLoopAndTheTasksThatUseIt(String engine) throws Exception {
    var ended = top("-n", 1, ready(program(engine, PROGRAM.formatted(SLEEP))));

    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .containsPattern(
            "EventLoop\\[1, running] in thread \\d+ .*, " + engine + " engine, 3 tasks")
        .containsPattern("busy \\d+.\\d %, \\d+ turns/s, \\d+ steps/s, lag p50 \\d")
        .containsPattern(
            "ready \\d+ at most, timers [23], connections 0, received 0 B/s, sent 0 B/s")
        .containsPattern("worker +sleep for another ")
        .doesNotContain("idler");
  }

  @Test
  void showsConnectionsAndTheirBytes() throws Exception {
    var echo =
        """
        var server = await(startServer((in, out) -> {
          while (true) { out.write(await(in.readExactly(1000))); await(out.drain()); }
        }, "127.0.0.1", 0));
        int port = ((java.net.InetSocketAddress) server.sockets().getFirst()).getPort();
        var client = await(openConnection("127.0.0.1", port));
        while (true) {
          client.writer().write(new byte[1000]);
          await(client.reader().readExactly(1000));
        }
        """;
    var ended = top("-n", 1, ready(program("auto", PROGRAM.formatted(echo))));

    assertThat(ended.out()).containsPattern("connections 2, received [1-9][0-9.]* [kMG]B/s, sent");
  }

  @Test
  void looksAgainAndAgain() throws Exception {
    var ended = top("-n", 2, ready(program("auto", PROGRAM.formatted(SLEEP))));

    assertThat(ended.out().split("EventLoop", -1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void namesWhatALoopIsStuckIn(String engine) throws Exception {
    var ended = top("-n", 1, ready(program(engine, PROGRAM.formatted("spin(100_000);"))));

    assertThat(ended.out())
        .containsPattern("STUCK in Task-\\d+, RUNNABLE:")
        .contains("at Program.spin(Program.java:");
  }

  @Test
  void endsWithTheProcess() throws Exception {
    var target = start(program("auto", PROGRAM.formatted(SLEEP)));
    awaitOutput(target, "ready");
    var top = start(Command.jasyncio(folder, "top", target.process().pid()));
    awaitOutput(top, "busy");

    target.process().destroy();

    assertThat(top.end().exitCode()).isZero();
  }

  @Test
  void leavesNothingInTheProcessWhenKilled() throws Exception {
    var watching =
        """
        for (boolean seen = false; ; await(sleep(millis(20)))) {
          boolean here = Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("jasyncio top"));
          if (here != seen) { IO.println(here ? "watched" : "alone"); }
          seen = here;
        }
        """;
    var target = start(program("auto", PROGRAM.formatted(watching)));
    awaitOutput(target, "ready");
    var top = start(Command.jasyncio(folder, "top", target.process().pid()));
    awaitOutput(target, "watched");

    top.process().destroyForcibly();

    awaitOutput(target, "alone");
  }

  @Test
  void isRefusedForAProcessThatIsNone() throws Exception {
    var ended = start(Command.of(folder, "true"));
    ended.end();
    var pid = ended.process().pid();

    assertThat(top(pid))
        .isEqualTo(new Ended(2, "", "jasyncio top: " + pid + ": no such process\n"));
  }

  @Test
  void isRefusedForAJvmWithoutALoop() throws Exception {
    var pid =
        ready(
            program(
                "auto",
                "void main() throws Exception { IO.println(\"ready\"); Thread.sleep(100_000); }"));

    assertThat(top(pid).err()).isEqualTo("jasyncio top: " + pid + ": no event loop runs in it\n");
  }
}
