package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jasyncio.examples.Program.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every example does what it says, on both engines.
class ExamplesIT {

  @OnBothEngines
  void theSeedProgramFinishesItsCoroutine(String engine) throws Exception {
    try (var program = Program.jasyncio(engine, "Finished.java")) {
      assertThat(program.end()).isEqualTo(new Ended(0, "coroutine finished!\n", ""));
    }
  }

  @OnBothEngines
  void helloTasksTakesAsLongAsItsLongestTask(String engine) throws Exception {
    try (var program = Program.jasyncio(engine, "HelloTasks.java")) {
      program.await("^hello$");
      program.await("^world$");
      double sequential =
          Double.parseDouble(program.await("^one after the other: (.*) s$").group(1));
      program.await("^hello$");
      program.await("^world$");
      double concurrent = Double.parseDouble(program.await("^at the same time: (.*) s$").group(1));

      assertThat(sequential).isGreaterThanOrEqualTo(1.2);
      assertThat(concurrent).isGreaterThanOrEqualTo(0.8).isLessThan(sequential);
      assertThat(program.end()).isEqualTo(new Ended(0, "", ""));
    }
  }

  @OnBothEngines
  void threeWorkersShareTheJobs(String engine) throws Exception {
    try (var program = Program.jasyncio(engine, "WorkerPool.java")) {
      var ended = program.end();

      assertThat(ended.errors()).isEmpty();
      assertThat(ended.exitCode()).isZero();
      var lines = ended.output().lines().toList();
      assertThat(lines.subList(0, 20))
          .extracting(line -> line.replaceFirst(".* for ", ""))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, 20).mapToObj(i -> 5 * i + " ms").toList());
      assertThat(lines.subList(0, 20))
          .extracting(line -> line.replaceFirst(" has.*", ""))
          .contains("worker 1", "worker 2", "worker 3");
      assertThat(lines.get(20)).matches("3 workers slept in parallel for .* s");
      assertThat(lines.get(21)).isEqualTo("total expected sleep time: 1.05 s");
    }
  }

  @OnBothEngines
  void echoClientGetsItsMessageBack(String engine) throws Exception {
    try (var server = Program.jasyncio(engine, "EchoServer.java", 0)) {
      int port = server.awaitPort();

      try (var client = Program.jasyncio(engine, "EchoClient.java", port, "two words")) {
        var output = "sent      two words\nreceived  two words\n";
        assertThat(client.end()).isEqualTo(new Ended(0, output, ""));
      }
    }
  }

  @OnBothEngines
  void ctrlCStopsTheEchoServerAndItsClients(String engine) throws Exception {
    try (var server = Program.jasyncio(engine, "EchoServer.java", 0);
        var idle = new Socket(InetAddress.getLoopbackAddress(), server.awaitPort())) {
      idle.getOutputStream().write('x');
      assertThat(idle.getInputStream().read()).isEqualTo('x');

      server.pressCtrlC();

      assertThat(server.end()).isEqualTo(new Ended(0, "stopped\n", ""));
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
  }

  @OnBothEngines
  void fetchGetsAPageFromPythonsServer(String engine, @TempDir Path folder) throws Exception {
    assumeTrue(Program.exists("python3"), "python3 is not on this machine");
    var page = "a page\nwith umlauts: äöü\n".repeat(10_000);
    Files.writeString(folder.resolve("page.txt"), page);
    try (var server =
        Program.of(
            "python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", folder + "")) {
      var port = server.await("port (\\d+)").group(1);

      try (var fetch =
          Program.jasyncio(engine, "Fetch.java", "http://127.0.0.1:%s/page.txt".formatted(port))) {
        var ended = fetch.end();
        assertThat(ended.errors())
            .startsWith("HTTP/1.0 200 OK\n")
            .contains("\nContent-type: text/");
        assertThat(ended.output()).isEqualTo(page);
        assertThat(ended.exitCode()).isZero();
      }
    }
  }

  @Test
  void fetchSaysHowItIsUsed() throws Exception {
    try (var fetch = Program.jasyncio("auto", "Fetch.java")) {
      var usage = "usage: Fetch.java http://HOST[:PORT]/PATH\n";
      assertThat(fetch.end()).isEqualTo(new Ended(2, "", usage));
    }
  }

  @OnBothEngines
  void pingWatchesChildrenAndStopsTheMuteOne(String engine) throws Exception {
    try (var program = Program.jasyncio(engine, "Ping.java")) {
      var ended = program.end();

      assertThat(ended.output().lines())
          .containsSubsequence("quick: answer 1", "quick: answer 2", "quick: answer 3")
          .containsSubsequence("slow: answer 1", "slow: answer 2", "slow: answer 3")
          .endsWith("quick: exit code 0", "slow: exit code 0", "mute: stopped")
          .hasSize(9);
      assertThat(ended.errors()).isEmpty();
      assertThat(ended.exitCode()).isZero();
    }
  }

  @OnBothEngines
  void gracefulStopFinishesItsJobAtTerm(String engine) throws Exception {
    try (var program = Program.jasyncio(engine, "GracefulStop.java")) {
      program.await("^process \\d+ works$");
      program.await("^job 1 begins$");
      program.terminate();

      assertThat(program.end())
          .isEqualTo(new Ended(0, "job 1 is done\nTERM: stops after 1 whole jobs\n", ""));
    }
  }

  @OnBothEngines
  void gracefulStopFinishesItsJobAtCtrlC(String engine) throws Exception {
    try (var program = Program.jasyncio(engine, "GracefulStop.java")) {
      program.await("^process \\d+ works$");
      program.await("^job 1 begins$");
      program.pressCtrlC();

      assertThat(program.end().output()).endsWith("INT: stops after 1 whole jobs\n");
    }
  }

  @OnBothEngines
  void theTourTellsWhatHappensInItsOrder(String engine) throws Exception {
    var expected = Stamped.lines(tour(engine));

    try (var program = Program.jasyncio(engine, "Tour.java")) {
      var ended = program.end();

      assertThat(ended.errors()).isEmpty();
      var actual = Stamped.lines(ended.output());
      assertThat(actual).extracting(Stamped::text).isEqualTo(texts(expected));
      for (int i = 0; i < expected.size(); i++) {
        // never early; on a busy machine it may be late
        assertThat(actual.get(i).tenths()).isGreaterThanOrEqualTo(expected.get(i).tenths());
      }
    }
  }

  private static List<String> texts(List<Stamped> lines) {
    return lines.stream().map(Stamped::text).toList();
  }

  /// The output in tour.txt, which is that of the carrier engine.
  private static String tour(String engine) throws IOException {
    var carrier = Files.readString(Path.of("src/test/resources/tour.txt"));
    return engine.equals("carrier")
        ? carrier
        : carrier.replace(
            """
                 0.1  this is another task
                 0.3  slept, and kept nobody waiting: the carrier engine
            """,
            """
                 0.3  slept, and the loop stood still as in Python: the portable engine
                 0.4  this is another task
            """);
  }

  /// A line of the tour: when, in tenths of a second, and what.
  private record Stamped(int tenths, String text) {
    private static final Pattern STAMP = Pattern.compile("^     (\\d+)\\.(\\d)  ");

    static List<Stamped> lines(String output) {
      return output.lines().map(Stamped::of).toList();
    }

    private static Stamped of(String line) {
      var stamp = STAMP.matcher(line);
      return stamp.find()
          ? new Stamped(
              Integer.parseInt(stamp.group(1) + stamp.group(2)), line.substring(stamp.end()))
          : new Stamped(0, line);
    }
  }
}
