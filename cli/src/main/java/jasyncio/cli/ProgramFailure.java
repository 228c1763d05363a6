package jasyncio.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Carries an exception that a program threw out of its `main` past picocli, which catches
/// exceptions but not errors.
final class ProgramFailure extends Error {
  private static final long serialVersionUID = 1;

  private ProgramFailure(Throwable thrown) {
    super(thrown);
  }

  /// A failure with `thrown`. The frames of `launcher` and all below them are removed from the
  /// traces of `thrown`, its causes and its suppressed exceptions.
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

  /// The number of frames above those of `launcher`, which is all of them if it does not occur: a
  /// trace may be of a coroutine's stack, or cut off by the JVM because it is too deep.
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
