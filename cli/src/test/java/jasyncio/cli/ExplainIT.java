package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.cli.Command.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./jasyncio explain` and `./jasyncio run --trace`.
class ExplainIT {
  @TempDir Path folder;

  @BeforeEach
  void writeProgram() throws Exception {
    Files.writeString(
        folder.resolve("Nap.java"),
        """
        import static jasyncio.Asyncio.*;
        import jasyncio.TaskOptions;
        void main() {
          run(() -> {
            var napper = createTask(() -> {
              await(sleep(millis(10)));
            }, TaskOptions.named("napper"));
            await(napper);
          });
        }
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void tellsTheTaskThatRanItsWakerAndWhereItWaits(String engine) throws Exception {
    var ended = Command.jasyncio(folder, "explain", "--engine", engine, "Nap.java").run();

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out().replaceAll(" +", " "))
        .contains("turn 1 at ", " ready Task-")
        .contains(" awaits napper\n at Nap.java:8 await(napper);\n")
        .contains(" > napper starts, created by Task-")
        .contains(" awaits sleep for another ", "\n at Nap.java:6 await(sleep(millis(10)));\n")
        .contains(" > end of sleep of napper runs, for its time has come\n makes ready: napper\n")
        .contains(" > napper goes on, made ready by end of sleep of napper\n");
  }

  @Test
  void aPageShowsTheMomentOfItsFragment() throws Exception {
    var page = folder.resolve("nap.html");
    Files.writeString(page, RecordingPage.of("Nap", List.of(Recordings.sleeper())));

    var dump = Browser.showing(folder, page.toUri() + "#moment=2").run();

    assertThat(dump.out())
        .contains("data-moment=\"2\"", "moment 2 of 6 · turn 1")
        .contains("<b class=\"name\">Task-1</b> starts.")
        .containsPattern("<li class=\"now[^\"]*\"[^>]*>.*sleep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void aTraceHasATrackForEachTask(String engine) throws Exception {
    var ended =
        Command.jasyncio(folder, "run", "--engine", engine, "--trace", "out.json", "Nap.java")
            .run();

    assertThat(ended.err()).isEmpty();
    var trace = TraceFile.parse(Files.readString(folder.resolve("out.json")));
    trace.check();
    assertThat(trace.names()).containsValue("napper");
    assertThat(List.of("X", "i", "s", "f")).noneMatch(phase -> trace.events(phase).isEmpty());
  }

  @Test
  void refusesWhatIsNoSource() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "");

    var ended = Command.jasyncio(folder, "explain", "notes.txt").run();

    assertThat(ended)
        .isEqualTo(
            new Ended(
                2,
                "",
                "jasyncio explain: notes.txt: not a Java source file: its name must end in .java\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"carrier", "portable"})
  void showsWhatThereWasUpToACtrlC(String engine) throws Exception {
    var listening = Command.of(folder, "perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");
    var jasyncio = Command.ROOT.resolve("jasyncio");
    Files.writeString(
        folder.resolve("Long.java"),
        """
        import static jasyncio.Asyncio.*;
        void main() {
          run(() -> {
            await(sleep(millis(1)));
            IO.println("ready");
            await(sleep(Duration.ofHours(1)));
          });
        }
        """);
    var started = listening.and(jasyncio, "explain", "--engine", engine, "Long.java").start();
    Children.awaitOutput(started, "ready");

    Command.of(folder, "kill", "-INT", started.process().pid()).run();

    var ended = started.end();
    assertThat(ended.exitCode()).isEqualTo(130);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains("turn 1 at ", "at Long.java:6   await(sleep(Duration.ofHours(1)));");
  }

  @Test
  void showsWhatThereWasBeforeAnExit() throws Exception {
    Files.writeString(
        folder.resolve("Exit.java"),
        """
        import static jasyncio.Asyncio.*;
        void main() {
          run(() -> {
            await(sleep(millis(1)));
            System.exit(7);
          });
        }
        """);

    var ended = Command.jasyncio(folder, "explain", "Exit.java").run();

    assertThat(ended.exitCode()).isEqualTo(7);
    assertThat(ended.out()).contains("at Exit.java:4   await(sleep(millis(1)));");
  }
}
