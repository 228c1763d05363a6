package jasyncio.internal.loop;

import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The logger `jasyncio`, for code that tasks may run.
///
/// The handlers of a logger have locks, and a task that waited for one would be suspended in the
/// middle of a synchronous call (carrier engine). So the loop writes the record of a task, in its
/// next turn; by then, the task has left any handler of the program's that it may have been in.
///
/// Any thread; one that runs no task writes at once.
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
    if (!LOG.isLoggable(level)) {
      return;
    }
    if (LoopThread.current() instanceof Loop loop && !loop.isOnLoopThread()) {
      loop.queue(new LogRecord(level, text.get(), thrown)); // as things are now
    } else {
      LOG.log(level, text, thrown);
    }
  }

  /// A record on its way to the logger. One whose loop closes before is written all the same.
  private static final class LogRecord extends Step {
    private final Level level;
    private final String text;
    private final @Nullable Throwable thrown;

    LogRecord(Level level, String text, @Nullable Throwable thrown) {
      this.level = level;
      this.text = text;
      this.thrown = thrown;
    }

    @Override
    public void run() {
      LOG.log(level, text, thrown);
    }

    @Override
    public void dropped() {
      run();
    }

    @Override
    public String toString() {
      return "record for the log";
    }
  }
}
