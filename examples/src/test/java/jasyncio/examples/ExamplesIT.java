package jasyncio.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each program of this folder is run as the README says to, on both engines. It must end well and
/// without a word on stderr; where a file `NAME.out` is beside it, that is what it must print.
class ExamplesIT {
  @TempDir Path folder;

  static Stream<Arguments> programs() throws IOException {
    try (var files = Files.list(Path.of(""))) {
      var programs = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      return programs.stream()
          .flatMap(file -> Stream.of(arguments(file, "carrier"), arguments(file, "portable")));
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void runs(Path program, String engine) throws IOException, InterruptedException {
    var out = folder.resolve("out");
    var err = folder.resolve("err");
    var command = List.of("../jasyncio", "run", "--engine", engine, program.toString());

    var process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();

    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("has ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(err).isEmptyFile();
    assertThat(process.exitValue()).isZero();
    var expected = Path.of(program.toString().replaceFirst("java$", "out"));
    if (Files.exists(expected)) {
      assertThat(out).hasSameTextualContentAs(expected);
    }
  }
}
