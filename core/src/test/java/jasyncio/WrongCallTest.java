package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A mistake in a program, as a user's own build reports it. javac crashes over one in the call of
/// an overloaded method if annotations in the method's signature cannot be found.
@Timeout(120)
class WrongCallTest {
  private static final Pattern ANNOTATIONS =
      Pattern.compile(
          "<dependency>((?!</dependency>).)*<artifactId>jspecify<((?!</dependency>).)*",
          Pattern.DOTALL);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "getRunningLoop().getaddrinfo(\"localhost\"); | getaddrinfo(String)",
        "await(waitFor()); | waitFor(no arguments)",
        "await(startServer()); | startServer(no arguments)"
      })
  void isReportedByJavac(String statement, String call) throws Exception {
    assertThat(compile(statement))
        .contains("error: no suitable method found for " + call)
        .doesNotContain("exception has occurred in the compiler");
  }

  /// Maven hands on to users what has no scope of its own.
  @Test
  void findsTheAnnotationsInBuildsOfUsers() throws IOException {
    var dependency = ANNOTATIONS.matcher(Files.readString(Path.of("..", "pom.xml")));

    assertThat(dependency.find()).isTrue();
    assertThat(dependency.group()).doesNotContain("<scope>", "<optional>");
  }

  /// The messages of javac for a program with `statement`, on a user's class path.
  private String compile(String statement) throws IOException, InterruptedException {
    Path source = directory.resolve("Program.java");
    Files.writeString(
        source,
        """
        import static jasyncio.Asyncio.*;

        class Program {
          void main() {
            run(() -> {
              %s
            });
          }
        }
        """
            .formatted(statement));
    Path messages = directory.resolve("messages");
    new ProcessBuilder(command(source))
        .redirectErrorStream(true)
        .redirectOutput(messages.toFile())
        .start()
        .waitFor();
    return Files.readString(messages);
  }

  private List<String> command(Path source) {
    String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
    String path = placeOf(Asyncio.class) + File.pathSeparator + placeOf(Nullable.class);
    // a run this short ends before better code pays
    return List.of(
        javac,
        "-J-Duser.language=en",
        "-J-XX:TieredStopAtLevel=1",
        "-J-XX:+UseSerialGC",
        "-d",
        directory.toString(),
        "--class-path",
        path,
        source.toString());
  }

  private static Path placeOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
