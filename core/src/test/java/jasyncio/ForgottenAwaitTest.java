package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A coroutine that no task awaits, as Error Prone sees it; Python warns of it at run time.
@Timeout(60)
class ForgottenAwaitTest {
  @TempDir private Path directory;

  @Test
  void doesNotCompile() throws Exception {
    Compilation compilation = compile("sleep(seconds(1));");

    assertThat(compilation.succeeded()).isFalse();
    assertThat(compilation.messages())
        .contains("Sample.java:9: error: [CheckReturnValue]")
        .contains("1 error");
  }

  @Test
  void compilesOnceTheAwaitIsThere() throws Exception {
    Compilation compilation = compile("await(sleep(seconds(1)));");

    assertThat(compilation.messages()).doesNotContain("warning:", "error:");
    assertThat(compilation.succeeded()).isTrue();
  }

  private record Compilation(boolean succeeded, String messages) {}

  /// Compiles a program with `statement` on its line 9, in a JVM of its own: Error Prone needs
  /// packages that the JDK does not export.
  private Compilation compile(String statement) throws IOException, InterruptedException {
    Path source = directory.resolve("Sample.java");
    Files.writeString(
        source,
        """
        package sample;

        import static jasyncio.Asyncio.*;

        import jasyncio.Coroutine;

        class Sample {
          Coroutine<Void> pause = Coroutine.of(() -> {
            %s
          });
        }
        """
            .formatted(statement));
    Path messages = directory.resolve("messages");
    Process javac =
        new ProcessBuilder(command(source))
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    return new Compilation(javac.waitFor() == 0, Files.readString(messages));
  }

  private List<String> command(Path source) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    command.add("-J-Duser.language=en");
    // a run this short ends before optimized code would pay
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    // the options with which this build's own compiler runs
    for (String option : Files.readAllLines(Path.of("..", ".mvn", "jvm.config"))) {
      command.add("-J" + option);
    }
    String path = testPath();
    command.addAll(List.of("--class-path", path, "--processor-path", path, "-proc:none"));
    // the next three as Error Prone asks for them
    command.addAll(List.of("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW"));
    command.addAll(List.of("-XDaddTypeAnnotationsToSymbol=true", "-Xplugin:ErrorProne"));
    command.addAll(List.of("-d", directory.toString(), source.toString()));
    return command;
  }

  /// The class path of this test run, with Error Prone's classes.
  private static String testPath() {
    String modules = System.getProperty("jdk.module.path", "");
    return modules + File.pathSeparator + System.getProperty("java.class.path");
  }
}
