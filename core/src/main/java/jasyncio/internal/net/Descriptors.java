package jasyncio.internal.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The file descriptors that this process may have, of which each connection takes one. Any thread.
public final class Descriptors {
  private static final Path LIMITS = Path.of("/proc/self/limits");

  // the soft limit, to which the JVM has raised its process's when it began
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)\\s.*");

  // of a system that does not tell: that to which a JVM on macOS limits itself
  private static final int USUAL_LIMIT = 10_240;

  // an eighth is left to files, pipes, selectors and outgoing connections
  private static final int REST = 8;

  private Descriptors() {}

  /// The number of connections for which there are descriptors, with some left for other uses.
  public static int mostConnections() {
    int limit = limit();
    return Math.max(1, limit - limit / REST);
  }

  private static int limit() {
    try {
      return limitIn(Files.readAllLines(LIMITS));
    } catch (IOException | RuntimeException e) {
      return USUAL_LIMIT; // no Linux, or one that hides it
    }
  }

  private static int limitIn(List<String> lines) {
    for (String line : lines) {
      Matcher openFiles = OPEN_FILES.matcher(line);
      if (openFiles.matches()) {
        return (int) Math.min(Long.parseLong(openFiles.group(1)), Integer.MAX_VALUE);
      }
    }
    return Integer.MAX_VALUE; // "unlimited"
  }
}
