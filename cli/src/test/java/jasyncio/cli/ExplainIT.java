package jasyncio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
  void tellsWhoRanWhoWokeItAndWhereItWaits(String engine) throws Exception {
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
    var chromium =
        Stream.of("/usr/bin/chromium", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(chromium.isPresent(), "no Chromium is installed");
    var page = folder.resolve("nap.html");
    Files.writeString(page, RecordingPage.of("Nap", List.of(Recordings.sleeper())));

    var dump =
        Command.of(folder, chromium.get(), "--headless", "--no-sandbox", "--disable-gpu")
            .and("--user-data-dir=" + folder.resolve("profile"), "--dump-dom")
            .and(page.toUri() + "#moment=2")
            .run();

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
    assertThat(Files.readString(folder.resolve("out.json")))
        .startsWith("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")
        .contains("\"args\":{\"name\":\"napper\"}")
        .contains("\"ph\":\"X\"", "\"ph\":\"s\"", "\"ph\":\"f\"", "\"ph\":\"i\"");
  }
}
