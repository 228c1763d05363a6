package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server whose memory a client would take whole. Each test needs a process of its own.
class MemoryTest {
  @ParameterizedTest
  @ValueSource(strings = {"-", "10000000"})
  @Timeout(60)
  void isLeftForOtherClients(String maxBufferedBytes) throws IOException {
    Process process = start(maxBufferedBytes);
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("served");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(String argument) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = "target/classes" + File.pathSeparator + "target/test-classes";
    String engine = System.getProperty("jasyncio.engine", "portable");
    List<String> command =
        List.of(
            java,
            "-Xmx64m",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-Djasyncio.engine=" + engine,
            "-cp",
            classes,
            SmallServer.class.getName(),
            argument);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
