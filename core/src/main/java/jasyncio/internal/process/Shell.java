package jasyncio.internal.process;

import java.io.File;
import java.util.List;

/// The system's shell.
public final class Shell {
  static final File DEV_NULL = new File("/dev/null");

  private Shell() {}

  /// The command that lets the shell run `line`.
  static List<String> command(String line) {
    return List.of("/bin/sh", "-c", line);
  }
}
