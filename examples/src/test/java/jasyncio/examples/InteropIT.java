package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The echo server, and clients that others wrote.
class InteropIT {

  @OnBothEngines
  void echoesToPythonByteForByte(String engine) throws Exception {
    assumePython();
    try (var server = Program.jasyncio(engine, "EchoServer.java", 0)) {
      echoToPython(server.awaitPort(), 10);

      server.pressCtrlC();
      assertThat(server.end()).isEqualTo(new Program.Ended(0, "stopped\n", ""));
    }
  }

  @OnBothEngines
  void echoesToNetcatByteForByte(String engine) throws Exception {
    assumeTrue(Program.exists("nc"), "nc is not on this machine");
    var data = new byte[1 << 20];
    new Random(7).nextBytes(data);
    try (var server = Program.jasyncio(engine, "EchoServer.java", 0)) {
      var port = Integer.toString(server.awaitPort());
      try (var netcat = Program.of("nc", "127.0.0.1", port)) {
        var sent = CompletableFuture.runAsync(() -> send(netcat, data));

        assertThat(netcat.readBytes(data.length)).isEqualTo(data);
        sent.join();
      }
    }
  }

  private static void send(Program program, byte[] data) {
    try {
      program.input().write(data);
      program.input().flush();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @OnBothEngines
  void keepsNothingOfAThousandConnections(String engine) throws Exception {
    assumePython();
    try (var server = Program.jasyncio(engine, "src/test/programs/SurveyedEchoServer.java")) {
      int port = server.awaitPort();
      echoToPython(port, 50); // what comes with the first connections, such as a read buffer, stays
      var before = Survey.of(server);

      echoToPython(port, 1_000);

      Survey.awaitAtMost(before, server);
      assertThat(server.errors()).isEmpty();
    }
  }

  private static void assumePython() {
    assumeTrue(Program.exists("python3"), "python3 is not on this machine");
  }

  private static void echoToPython(int port, int connections) throws Exception {
    try (var clients =
        Program.of("python3", "src/test/programs/echo_clients.py", port + "", connections + "")) {
      var ended = clients.end();
      assertThat(ended.errors()).isEmpty();
      assertThat(ended.output()).matches("echoed \\d+ bytes\n");
    }
  }
}
