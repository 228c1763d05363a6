package jasyncio.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A program that runs in a process of its own. What it prints is waited for, not slept for; a
/// limit on time is the test's.
final class Program implements AutoCloseable {
  /// The root of the project: Maven runs tests in the folder of their module.
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  // A child of a build in the background ignores Ctrl-C from its start; under nohup, also HUP.
  private static final List<String> LISTENING =
      List.of("perl", "-e", "$SIG{INT} = $SIG{HUP} = 'DEFAULT'; exec @ARGV");

  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  private Program(List<String> words) throws IOException {
    errors = Files.createTempFile("errors", ".txt");
    var builder = new ProcessBuilder(words).redirectError(errors.toFile());
    // a JVM announces on stderr that it reads these
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    process = builder.start();
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// A program in a file of this module, with `./jasyncio`.
  static Program jasyncio(String engine, String file, Object... args) throws IOException {
    var words = new ArrayList<>(LISTENING);
    words.addAll(List.of(ROOT.resolve("jasyncio").toString(), "run", "--engine", engine));
    words.add(ROOT.resolve("examples").resolve(file).toString());
    Stream.of(args).map(Object::toString).forEach(words::add);
    return new Program(words);
  }

  /// Another program of this machine.
  static Program of(String... words) throws IOException {
    return new Program(List.of(words));
  }

  /// Returns whether this machine has a program of that name.
  static boolean exists(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /// Waits for a line of output, which must match `pattern`.
  MatchResult await(String pattern) throws IOException {
    var line = Optional.ofNullable(output.readLine());
    var matcher = Pattern.compile(pattern).matcher(line.orElse(""));
    if (!matcher.find()) {
      throw new AssertionError(
          "expected a line with %s, got %s; errors: %s".formatted(pattern, line, errors()));
    }
    return matcher;
  }

  int awaitPort() throws IOException {
    return Integer.parseInt(await("^serving on 127\\.0\\.0\\.1:(\\d+)$").group(1));
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  /// The output as bytes; to be used alone.
  byte[] readBytes(int count) throws IOException {
    return process.getInputStream().readNBytes(count);
  }

  void pressCtrlC() throws IOException, InterruptedException {
    signal("INT");
  }

  /// Sends it a signal, as in `HUP`.
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /// Asks it to end, by signal TERM.
  void terminate() {
    process.toHandle().destroy(); // Process.destroy() would close its output, too
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  /// Waits for its end.
  Ended end() throws IOException, InterruptedException {
    var rest = new StringBuilder();
    output.lines().forEach(line -> rest.append(line).append('\n'));
    return new Ended(process.waitFor(), rest.toString(), errors());
  }

  /// The exit code, and the output that was not read before.
  record Ended(int exitCode, String output, String errors) {}

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
