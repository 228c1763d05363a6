package jasyncio;

import java.util.StringJoiner;

/// Writes a failure nobody awaits to a log: the message, then what it is about, a line each.
final class FailureLog {
  private FailureLog() {}

  static void write(System.Logger log, ExceptionContext context) {
    StringJoiner text = new StringJoiner(System.lineSeparator());
    text.add(context.message());
    addIfThere(text, "future", context.future());
    addIfThere(text, "handle", context.handle());
    addIfThere(text, "transport", context.transport());
    addIfThere(text, "protocol", context.protocol());
    if (!context.sourceTraceback().isEmpty()) {
      text.add("created at:");
      context.sourceTraceback().forEach(frame -> text.add("\tat " + frame));
    }
    log.log(System.Logger.Level.ERROR, text.toString(), context.exception());
  }

  private static void addIfThere(
      StringJoiner text, String name, @org.jspecify.annotations.Nullable Object value) {
    if (value != null) {
      text.add(name + ": " + value);
    }
  }
}
