package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Timeout;

/// Ten thousand connections at a time on one loop, on both sides.
class ManyConnectionsIT {
  private static final int CONNECTIONS = 10_000;
  private static final int DESCRIPTORS = CONNECTIONS + 500;

  @OnBothEngines
  @Timeout(300)
  void eachEchoesTenMessagesAndNothingIsKept(String engine) throws Exception {
    assumeTrue(mostDescriptors() >= DESCRIPTORS, "fewer than " + DESCRIPTORS + " descriptors");
    try (var server = Program.jasyncio(engine, "src/test/programs/SurveyedEchoServer.java")) {
      int port = server.awaitPort();
      echo(engine, port, 50); // what comes with the first connections, such as a read buffer, stays
      var before = Survey.of(server);

      echo(engine, port, CONNECTIONS);

      Survey.awaitAtMost(before, server);
      assertThat(server.errors()).isEmpty();
    }
  }

  private static void echo(String engine, int port, int connections) throws Exception {
    try (var clients =
        Program.jasyncio(engine, "src/test/programs/ManyEchoClients.java", port, connections, 10)) {
      clients.await(
          "^%d connections in \\d+ ms, %d messages in \\d+ ms$"
              .formatted(connections, 10 * connections));
      var ended = clients.end();
      assertThat(ended.errors()).isEmpty();
      assertThat(ended.exitCode()).isZero();
    }
  }

  private static long mostDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : 0;
  }
}
