package jasyncio.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.LogManager;

/// The JDK's settings for logs, with this program's formatter on the console.
///
/// Made by the JDK, by name, at the first log message: a program that logs nothing does not load
/// the logging classes.
public final class LogSettings {
  private static final String BY_CLASS = "java.util.logging.config.class";
  private static final String BY_FILE = "java.util.logging.config.file";
  private static final String FORMATTER = "java.util.logging.ConsoleHandler.formatter";
  private static final String DEFAULT_FORMATTER = "java.util.logging.SimpleFormatter";

  /// Made by the JDK.
  public LogSettings() throws IOException {
    var settings = new Properties();
    var file = Path.of(System.getProperty("java.home"), "conf", "logging.properties");
    try (var in = Files.newInputStream(file)) {
      settings.load(in);
    }
    if (settings.getProperty(FORMATTER, DEFAULT_FORMATTER).equals(DEFAULT_FORMATTER)) {
      settings.setProperty(FORMATTER, LogFormatter.class.getName());
    }
    var text = new ByteArrayOutputStream();
    settings.store(text, null);
    LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(text.toByteArray()));
  }

  /// Makes the JDK use these settings, unless the user has chosen others.
  static void use() {
    if (System.getProperty(BY_CLASS) == null && System.getProperty(BY_FILE) == null) {
      System.setProperty(BY_CLASS, LogSettings.class.getName());
    }
  }
}
