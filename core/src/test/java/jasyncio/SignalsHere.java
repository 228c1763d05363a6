package jasyncio;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The signals that children of this process obey: children also ignore those that this process
/// ignores itself, as it does behind `nohup`.
final class SignalsHere {
  static final int HUP = 1;
  static final int INT = 2;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String IGNORED = "SigIgn:";

  private SignalsHere() {}

  /// Skips the test if a child would ignore `signal`.
  static void assumeObeyed(int signal) {
    assumeFalse(isIgnored(signal), "signal " + signal + " is ignored by this process");
  }

  private static boolean isIgnored(int signal) {
    if (!Files.exists(STATUS)) {
      return false;
    }
    try (var lines = Files.lines(STATUS)) {
      long mask =
          lines
              .filter(line -> line.startsWith(IGNORED))
              .mapToLong(l -> Long.parseUnsignedLong(l.substring(IGNORED.length()).strip(), 16))
              .findFirst()
              .orElse(0);
      return (mask >> (signal - 1) & 1) == 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
