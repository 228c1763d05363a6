package jasyncio.cli;

import jasyncio.Traceback;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/// The JDK's form of logs, with exceptions for people. A message of jasyncio itself is one line,
/// such as `WARNING jasyncio: …`: the JDK's first line would name a place in jasyncio. A format
/// that the user has chosen is kept.
///
/// Made by the JDK, by name.
public final class LogFormatter extends SimpleFormatter {
  private static final String LIBRARY = "jasyncio";
  private static final String CHOSEN_FORMAT = "java.util.logging.SimpleFormatter.format";

  /// Made by the JDK.
  public LogFormatter() {}

  @Override
  public String format(LogRecord record) {
    var thrown = record.getThrown();
    if (thrown == null) {
      return formatMessageOf(record);
    }
    record.setThrown(null);
    try {
      return formatMessageOf(record) + Traceback.of(thrown);
    } finally {
      record.setThrown(thrown); // for other handlers
    }
  }

  private String formatMessageOf(LogRecord record) {
    boolean inOneLine =
        LIBRARY.equals(record.getLoggerName()) && System.getProperty(CHOSEN_FORMAT) == null;
    return inOneLine
        ? "%s %s: %s%n".formatted(record.getLevel(), LIBRARY, formatMessage(record))
        : super.format(record);
  }
}
