package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Loops in processes without free descriptors. Each test needs a process of its own, and the
/// server's also the second for which it pauses.
@EnabledOnOs(OS.LINUX)
class AcceptExhaustionTest {
  private static final String DESCRIPTORS = "200";

  @Test
  @Timeout(60)
  @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_accept_connection_exception")
  void pausesReportsAndRecovers() throws IOException {
    Process process = start(ExhaustedServer.class);
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      int port = Integer.parseInt(out.readLine());
      assertThat(greeting(port)).isEqualTo("hello");
      assertThat(out.readLine()).isEqualTo("exhausted");

      assertThat(greeting(port)).isEqualTo("hello");

      assertThat(out.readLine())
          .isEqualTo(
              "accept() on 127.0.0.1:%d failed: java.io.IOException: Too many open files"
                  .formatted(port));
      assertThat(out.readLine()).isEqualTo("done");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @Timeout(60)
  void canWaitForTheFirstTime() throws IOException {
    Process process = start(ExhaustedWait.class);
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("slept");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(Class<?> program) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = "target/classes" + File.pathSeparator + "target/test-classes";
    return new ProcessBuilder(
            "bash",
            "-c",
            "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
            "bash",
            java,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes,
            program.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String greeting(int port) throws IOException {
    try (var peer = Peer.connect(Peer.address(Peer.LOOPBACK, port))) {
      return peer.receive(5);
    }
  }
}
