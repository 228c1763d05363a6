package jasyncio.cli;

import jasyncio.Traceback;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/// A formatter like the JDK's own, except for exceptions, which it shows in readable form.
///
/// Made by the JDK, by name.
public final class LogFormatter extends SimpleFormatter {
  /// Made by the JDK.
  public LogFormatter() {}

  @Override
  public String format(LogRecord record) {
    var thrown = record.getThrown();
    if (thrown == null) {
      return super.format(record);
    }
    record.setThrown(null);
    try {
      return super.format(record) + Traceback.of(thrown);
    } finally {
      record.setThrown(thrown); // for other handlers
    }
  }
}
