package jasyncio;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A pseudo-terminal, held by a Python program: Java cannot make one.
final class Terminal implements AutoCloseable {
  private static final String PROGRAM =
      """
      import os, pty, sys, tty
      front, back = pty.openpty()
      tty.setraw(back)
      print(os.ttyname(back), flush=True)
      if sys.argv[1] == "type":
          while data := os.read(0, 1024):
              os.write(front, data)
      else:
          while True:
              os.write(1, os.read(front, 1024))
      """;

  private final Process person;
  private final String path;
  private final BufferedReader seen;

  /// A terminal at which a user types.
  Terminal() throws IOException {
    this("type");
  }

  private Terminal(String mode) throws IOException {
    person = new ProcessBuilder("python3", "-c", PROGRAM, mode).start();
    seen = person.inputReader(StandardCharsets.UTF_8);
    path = seen.readLine();
  }

  /// A terminal whose output is read.
  static Terminal watched() throws IOException {
    return new Terminal("watch");
  }

  static boolean isPossible() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
  }

  /// The file under which it can be opened.
  String path() {
    return path;
  }

  void type(String text) throws IOException {
    person.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    person.getOutputStream().flush();
  }

  /// The next line that was written to it. Blocks.
  String readLine() throws IOException {
    return seen.readLine();
  }

  @Override
  public void close() {
    person.destroyForcibly();
  }
}
