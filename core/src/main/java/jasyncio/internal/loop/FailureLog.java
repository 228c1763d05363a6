package jasyncio.internal.loop;

import jasyncio.ExceptionContext;
import jasyncio.internal.base.TextForms;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// An entry in the log for a failure that no task awaits: the message, then its subjects, one a line.
public final class FailureLog {
  private FailureLog() {}

  /// Writes a failure.
  ///
  /// @param path how the failure came from task to task; null if it did not
  public static void write(ExceptionContext context, @Nullable String path) {
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
      text.add(
          "exception: " + TextForms.ofFailure(failure)); // its stack trace could not be printed
      failure = null;
    }
    LoopLog.log(System.Logger.Level.ERROR, text::toString, failure);
  }

  private static void addIfThere(StringJoiner text, String name, @Nullable Object value) {
    if (value != null) {
      text.add(name + ": " + TextForms.ofObject(value));
    }
  }
}
