package jasyncio.internal.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Signals to processes. Any thread.
public final class Kill {
  static final int KILL = 9;
  static final int TERM = 15;
  private static final int LAST_SIGNAL = 64;

  private Kill() {}

  static void checkSignal(int signal) {
    if (signal < 1 || signal > LAST_SIGNAL) {
      throw new IllegalArgumentException("signal neither 1 nor up to 64: " + signal);
    }
  }

  /// Sends `signal`. Does nothing if the process has ended meanwhile.
  static void send(ProcessHandle process, int signal) {
    // through the handle: Process.destroy() would also close the pipes
    switch (signal) {
      case TERM -> process.destroy();
      case KILL -> process.destroyForcibly();
      default -> sendByShell(process, signal);
    }
  }

  /// Sends a signal that the JDK cannot send.
  private static void sendByShell(ProcessHandle process, int signal) {
    String command = "kill -%s %s".formatted(signal, process.pid());
    try {
      Process shell =
          new ProcessBuilder(Shell.command(command))
              .redirectInput(Redirect.from(Shell.DEV_NULL))
              .redirectOutput(Redirect.DISCARD)
              .start();
      String errors = new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (shell.waitFor() != 0 && process.isAlive()) {
        throw new IOException(command + ": " + errors.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send signal " + signal + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the signal is on its way all the same
    }
  }

  /// Kills `root` and its descendants. A process that has lost its parent does not count.
  static void tree(ProcessHandle root) {
    List<ProcessHandle> descendants = root.descendants().toList();
    root.destroyForcibly();
    for (ProcessHandle descendant : descendants) {
      List<ProcessHandle> late = descendant.descendants().toList(); // born since the first look
      descendant.destroyForcibly();
      late.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
