package jasyncio.internal.loop;

import jasyncio.ExceptionContext;
import jasyncio.internal.base.TextForms;
import java.lang.System.Logger.Level;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A log entry for a failure that no task awaits: the message, then its subjects, one a line. One
/// that a peer caused is no fault of the program: it gets one line, and no stack. The rate of both
/// is limited, see [LogLimit].
public final class FailureLog {
  private FailureLog() {}

  /// Writes a failure.
  ///
  /// @param path how the failure came from task to task; null if it did not
  public static void write(ExceptionContext context, @Nullable String path) {
    Throwable failure = context.exception();
    String kind =
        context.message() + (failure == null ? "" : ": " + failure.getClass().getSimpleName());
    if (!LoopLog.admits(kind)) {
      return;
    }
    if (context.causedByPeer()) {
      LoopLog.log(Level.INFO, () -> line(context));
    } else {
      writeWhole(context, path);
    }
  }

  private static String line(ExceptionContext context) {
    Throwable failure = context.exception();
    return failure == null
        ? context.message()
        : context.message() + ": " + TextForms.ofFailure(failure);
  }

  private static void writeWhole(ExceptionContext context, @Nullable String path) {
    String text = text(context, path);
    Throwable failure = context.exception();
    boolean printable = failure == null || TextForms.isSound(failure);
    LoopLog.log(Level.ERROR, () -> text, printable ? failure : null);
  }

  /// The text of an entry, with the failure itself only if its stack trace cannot be printed.
  public static String text(ExceptionContext context, @Nullable String path) {
    StringJoiner text = new StringJoiner(System.lineSeparator());
    text.add(context.message());
    addIfThere(text, "failed", path);
    addIfThere(text, "future", context.subject());
    addIfThere(text, "handle", context.handle());
    addIfThere(text, "transport", context.transport());
    addIfThere(text, "protocol", context.protocol());
    addIfThere(text, "asyncgen", context.asyncgen());
    if (!context.sourceTraceback().isEmpty()) {
      text.add("created at:");
      context.sourceTraceback().forEach(frame -> text.add("\tat " + frame));
    }
    Throwable failure = context.exception();
    if (failure != null && !TextForms.isSound(failure)) {
      text.add("exception: " + TextForms.ofFailure(failure));
    }
    return text.toString();
  }

  private static void addIfThere(StringJoiner text, String name, @Nullable Object value) {
    if (value != null) {
      text.add(name + ": " + TextForms.ofObject(value));
    }
  }
}
