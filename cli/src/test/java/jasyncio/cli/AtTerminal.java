package jasyncio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process at a terminal, with the input and output of its user.
final class AtTerminal implements AutoCloseable {
  static final String CTRL_C = "\u0003";
  static final String CTRL_D = "\u0004";

  // A child of a build in the background ignores SIGINT from its start.
  private static final String TERMINAL =
      """
      import os, pty, signal, sys
      signal.signal(signal.SIGINT, signal.SIG_DFL)
      sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
      """;
  private static final String CONTROL_SEQUENCES = "\u001b(\\[[0-9;?]*[a-zA-Z]|[=>])|\r|\u0007";

  private final Process process;

  // guarded by this
  private final StringBuilder output = new StringBuilder();
  private boolean ended;
  private int seen;

  private AtTerminal(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().start(this::read);
  }

  static AtTerminal start(Path folder, Object... words) throws IOException {
    var command = new ArrayList<>(List.of("python3", "-c", TERMINAL));
    command.addAll(List.of("sh", "-c", "stty rows 40 cols 200; exec \"$@\"", "sh"));
    for (var word : words) {
      command.add(word.toString());
    }
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().put("TERM", "xterm");
    builder.environment().put("XDG_STATE_HOME", folder.toString());
    return new AtTerminal(builder.start());
  }

  private void read() {
    byte[] chunk = new byte[8192];
    try (var in = process.getInputStream()) {
      for (int count; (count = in.read(chunk)) > 0; ) {
        add(new String(chunk, 0, count, UTF_8));
      }
    } catch (IOException _) {
      // closed by the test's end
    } finally {
      end();
    }
  }

  private synchronized void add(String text) {
    output.append(text);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  void enter(String line) throws IOException {
    type(line + "\r");
  }

  /// Waits until the screen shows `text`, below what was awaited before.
  synchronized void sees(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
    int at;
    while ((at = screen().indexOf(text, seen)) < 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(ended || left <= 0).as("no '%s' in: %s", text, screen()).isFalse();
      wait(Math.max(1, left));
    }
    seen = at + text.length();
  }

  /// All output so far.
  synchronized String screen() {
    return output.toString().replaceAll(CONTROL_SEQUENCES, "");
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("ends; shows %s", screen()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
