package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import jasyncio.cli.Command.Started;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./jasyncio monitor`, on other processes.
class MonitorIT extends Children {
  private static final String PROGRAM =
      """
      import jasyncio.*;
      import static jasyncio.Asyncio.*;

      void spin() {
        while (true) { Thread.onSpinWait(); }
      }

      void main() {
        run(() -> {
          var page = createTask(() -> await(sleep(seconds(100))), TaskOptions.named("page <b>1"));
          createTask(() -> await(page), TaskOptions.named("crawler"));
          await(sleep(millis(1)));
          IO.println("ready");
          %s
        });
      }
      """;

  private static final String SLEEP = "await(sleep(seconds(100)));";

  private Started monitor(long pid, Object... options) throws Exception {
    var started = start(Command.jasyncio(folder, "monitor").and(options).and(pid));
    awaitOutput(started, "\n");
    return started;
  }

  private static URI uriOf(Started monitor) throws Exception {
    return URI.create(Files.readString(monitor.out()).strip());
  }

  private static String get(URI uri) throws Exception {
    try (var in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static int post(URI uri) throws Exception {
    var connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod("POST");
    return connection.getResponseCode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void showsAProcessThatPreparedNothing(String engine) throws Exception {
    var monitor = monitor(ready(program(engine, PROGRAM.formatted(SLEEP))));

    assertThat(get(uriOf(monitor).resolve("state")))
        .contains("\"mayCancel\":false", "\"state\":\"runs\"", "\"name\":\"crawler\"")
        .contains("\"engine\":\"" + engine + "\"");
    assertThat(post(uriOf(monitor).resolve("cancel?loop=1&task=1"))).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void showsWhatALoopIsStuckIn(String engine) throws Exception {
    var monitor = monitor(ready(program(engine, PROGRAM.formatted("spin();"))));

    assertThat(get(uriOf(monitor).resolve("state")))
        .containsPattern("\"state\":\"stuck\".*\"culprit\":\"Task-\\d+\"")
        .contains("Program.spin(Program.java:", "\"name\":\"crawler\"");
  }

  @Test
  void cancelsIfAllowed() throws Exception {
    var monitor = monitor(ready(program("auto", PROGRAM.formatted(SLEEP))), "--cancel");

    assertThat(get(uriOf(monitor).resolve("state"))).contains("\"mayCancel\":true");
    assertThat(post(uriOf(monitor).resolve("cancel?loop=1&task=0"))).isEqualTo(404);
  }

  @Test
  void leavesNothingInTheProcessWhenItEnds() throws Exception {
    var watching =
        """
        for (boolean seen = false; ; await(sleep(millis(20)))) {
          boolean here = Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("jasyncio monitor"));
          if (here != seen) { IO.println(here ? "watched" : "alone"); }
          seen = here;
        }
        """;
    var target = start(program("auto", PROGRAM.formatted(watching)));
    awaitOutput(target, "ready");
    var monitor = monitor(target.process().pid());
    awaitOutput(target, "watched");

    monitor.process().destroy(); // as a Ctrl-C does

    awaitOutput(target, "alone");
    assertThat(Files.readString(target.err())).isEmpty();
  }

  @Test
  void endsWithTheProcess() throws Exception {
    var target = start(program("auto", PROGRAM.formatted(SLEEP)));
    awaitOutput(target, "ready");
    var monitor = monitor(target.process().pid());

    target.process().destroyForcibly();

    assertThat(monitor.end().exitCode()).isZero();
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    var pid = ready(program("auto", PROGRAM.formatted(SLEEP)));
    try (var taken = new ServerSocket(0)) {
      var port = taken.getLocalPort();

      var ended = Command.jasyncio(folder, "monitor", "--port", port, pid).run();

      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("cannot listen on port " + port);
    }
  }

  @Test
  void isRefusedForAProcessThatIsNone() throws Exception {
    var ended = start(Command.of(folder, "true"));
    ended.end();
    var pid = ended.process().pid();

    assertThat(Command.jasyncio(folder, "monitor", pid).run())
        .isEqualTo(new Ended(2, "", "jasyncio monitor: " + pid + ": no such process\n"));
  }

  @Test
  void isRefusedForAJvmThatDeniesIt() throws Exception {
    var denying =
        program("auto", PROGRAM.formatted(SLEEP))
            .with("JDK_JAVA_OPTIONS", "-XX:+DisableAttachMechanism");

    assertThat(Command.jasyncio(folder, "monitor", ready(denying)).run().err())
        .contains("not a JVM, or one that does not let itself be attached to");
  }

  @Test
  void isAPageInABrowser() throws Exception {
    var monitor = monitor(ready(program("auto", PROGRAM.formatted(SLEEP))), "--cancel");

    var dump = Browser.showing(folder, uriOf(monitor)).and("--virtual-time-budget=3000").run();

    assertThat(dump.out())
        .contains("<span id=\"statusText\">live</span>", "page &lt;b&gt;1", "crawler")
        .contains("sleep for another", "Program.java:", ">cancel</button>")
        .containsPattern("<dd>3</dd>");
  }
}
