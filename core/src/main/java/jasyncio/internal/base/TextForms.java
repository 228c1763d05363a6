package jasyncio.internal.base;

import org.jspecify.annotations.Nullable;

/// Code and values of programs, as the text forms of tasks, futures and handles show them.
public final class TextForms {
  private static final int LONGEST_VALUE = 200;

  private TextForms() {}

  /// What `code` calls itself; for a lambda or method reference, which has no name, the class that
  /// it stands in.
  public static String ofCode(Object code) {
    Class<?> type = code.getClass();
    return type.isHidden() ? ofCodeOf(type) : code.toString();
  }

  /// The same for code of which only the class is known.
  public static String ofCodeOf(Class<?> type) {
    return type.isHidden() ? "lambda in " + outerOf(type) : type.getName();
  }

  /// `Client` for `org.example.Client$$Lambda/0x00007f5e0c003200`.
  private static String outerOf(Class<?> lambda) {
    String name = lambda.getName().replaceFirst("[$][$].*|/.*", "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// A value, cut where it is too long for a line.
  public static String ofValue(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
