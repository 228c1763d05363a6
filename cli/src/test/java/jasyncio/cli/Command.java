package jasyncio.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process to start and to wait for.
///
/// @param folder the folder in which it runs, with its output in a file, which unlike a pipe is
///   never full
record Command(Path folder, List<String> words, Map<String, String> environment, String input) {
  /// The root of the project: Maven runs tests in the folder of their module.
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static Command of(Path folder, Object... words) {
    return new Command(folder, Stream.of(words).map(Object::toString).toList(), Map.of(), "");
  }

  static Command jasyncio(Path folder, Object... args) {
    return of(folder, ROOT.resolve("jasyncio")).and(args);
  }

  Command and(Object... args) {
    var all = Stream.concat(words.stream(), Stream.of(args).map(Object::toString)).toList();
    return new Command(folder, all, environment, input);
  }

  Command with(String variable, Object value) {
    var all = new HashMap<>(environment);
    all.put(variable, value.toString());
    return new Command(folder, words, all, input);
  }

  Command withInput(String text) {
    return new Command(folder, words, environment, text);
  }

  Ended run() throws IOException, InterruptedException {
    return start().end();
  }

  Started start() throws IOException {
    var in = Files.writeString(Files.createTempFile(folder, "in", ""), input);
    var out = Files.createTempFile(folder, "out", "");
    var err = Files.createTempFile(folder, "err", "");
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    // a JVM announces on stderr that it reads these
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    return new Started(builder.start(), out, err);
  }

  record Started(Process process, Path out, Path err) {
    Ended end() throws IOException, InterruptedException {
      if (!process.waitFor(50, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("runs for more than 50 s: " + process.info());
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  record Ended(int exitCode, String out, String err) {}
}
