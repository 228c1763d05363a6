package jasyncio.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Carries what a program threw out of its `main` past picocli, which stops exceptions but no
/// errors.
final class ProgramFailure extends Error {
  private static final long serialVersionUID = 1;

  private ProgramFailure(Throwable thrown) {
    super(thrown);
  }

  /// A failure with `thrown`, in whose traces, and in those of its causes and of what it
  /// suppressed, the frames of `launcher` and all that lies below them are no more seen.
  static ProgramFailure of(Throwable thrown, Class<?> launcher) {
    hideBelow(launcher.getName(), thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    return new ProgramFailure(thrown);
  }

  private static void hideBelow(String launcher, @Nullable Throwable thrown, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return;
    }
    var trace = thrown.getStackTrace();
    thrown.setStackTrace(Arrays.copyOf(trace, lengthAbove(launcher, trace)));
    hideBelow(launcher, thrown.getCause(), seen);
    for (var suppressed : thrown.getSuppressed()) {
      hideBelow(launcher, suppressed, seen);
    }
  }

  /// All of it if `launcher` is not there: a trace may be of a coroutine's stack, or cut off by the
  /// JVM because it is too deep.
  private static int lengthAbove(String launcher, StackTraceElement[] trace) {
    int end = 0;
    while (end < trace.length && !trace[end].getClassName().equals(launcher)) {
      end++;
    }
    // between the launcher and the program lies reflection
    while (end > 0 && end < trace.length && "java.base".equals(trace[end - 1].getModuleName())) {
      end--;
    }
    return end;
  }
}
