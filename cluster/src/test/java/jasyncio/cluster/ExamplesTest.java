package jasyncio.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The programs in `examples/cluster`, each as three members.
@EnabledIfSystemProperty(
    named = "jasyncio.cluster.campaign",
    matches = "true",
    disabledReason = "starts processes: -Djasyncio.cluster.campaign=true")
@DisabledIfSystemProperty(
    named = "jasyncio.engine",
    matches = "portable",
    disabledReason = "the members are processes of their own, with the carrier engine")
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "cluster");

  /// What the three say, until all have ended; c is the last to start.
  private static String outputOf(String program) throws Exception {
    List<Process> members = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    try {
      for (String name : List.of("a", "b", "c")) {
        Path output = Files.createTempFile("jasyncio-example", ".txt");
        outputs.add(output);
        members.add(start(program, name, output));
      }
      for (Process member : members) {
        boolean ended = member.waitFor(MemberProcess.PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
        assertThat(ended).as("%s has ended: %s", program, read(outputs)).isTrue();
      }
      return read(outputs);
    } finally {
      members.forEach(Process::destroyForcibly);
      for (Path output : outputs) {
        Files.delete(output);
      }
    }
  }

  private static String read(List<Path> outputs) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path output : outputs) {
      text.append(Files.readString(output));
    }
    return text.toString();
  }

  private static Process start(String program, String name, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-Djava.util.logging.config.file=" + EXAMPLES.resolve("quiet.properties"),
            "-cp",
            System.getProperty("java.class.path"),
            EXAMPLES.resolve(program).toString(),
            name)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  @Test
  void theCrawlerFetchesAllPages() throws Exception {
    assertThat(outputOf("Crawler.java")).contains("40 pages, fetched by {a=");
  }

  @Test
  void theNightlyJobRunsOnceANight() throws Exception {
    assertThat(outputOf("NightlyJob.java").lines())
        .filteredOn(line -> line.startsWith("did"))
        .containsExactlyInAnyOrder(
            "did the job of night 1", "did the job of night 2", "did the job of night 3");
  }

  @Test
  void theWorkOfAMemberThatDiesIsDoneByAnother() throws Exception {
    assertThat(outputOf("WorkQueue.java"))
        .contains("dies with job", ", which came back", "all 20 jobs are done");
  }
}
