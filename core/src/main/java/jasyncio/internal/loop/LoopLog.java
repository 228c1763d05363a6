package jasyncio.internal.loop;

import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The logger `jasyncio`, for code that tasks may run. Any thread.
///
/// The handlers of a logger have locks, for which no task must wait; see [OutsideTask]. A handler
/// of the program's that calls the library under such a lock must not be the reason for another
/// record: it would wait for itself.
public final class LoopLog {
  private static final System.Logger LOG = System.getLogger("jasyncio");

  private LoopLog() {}

  /// Makes the JDK set the logger up, for which it has locks, too. To be called where a loop is
  /// made, so that no task ever waits for that.
  public static void prepare() {
    var _ = LOG.isLoggable(Level.DEBUG);
  }

  public static void log(Level level, Supplier<String> text) {
    log(level, text, null);
  }

  public static void log(Level level, Supplier<String> text, @Nullable Throwable thrown) {
    if (LOG.isLoggable(level)) {
      OutsideTask.run(() -> LOG.log(level, text, thrown));
    }
  }

  /// Counts a report, and tells whether the limit on its kind lets it be logged; see [LogLimit].
  /// Outside of loops all are logged.
  ///
  /// @param kind the words that the reports of a kind have in common
  public static boolean admits(String kind) {
    return !(LoopThread.current() instanceof Loop loop) || loop.logLimit().admits(kind);
  }
}
