package jasyncio.internal.base;

import org.jspecify.annotations.Nullable;

/// The text forms of a program's code and values, for the texts of tasks, futures and handles.
public final class TextForms {
  private static final int LONGEST_VALUE = 200;

  private TextForms() {}

  /// The name that `code` gives itself; for a lambda or method reference, which has no name, the
  /// class that contains it.
  public static String ofCode(Object code) {
    Class<?> type = code.getClass();
    return type.isHidden() ? ofCodeOf(type) : code.toString();
  }

  /// The same for code of which only the class is known.
  public static String ofCodeOf(Class<?> type) {
    return type.isHidden() ? "lambda in " + outerOf(type) : type.getName();
  }

  /// The containing class, such as `Client` for `org.example.Client$$Lambda/0x00007f5e0c003200`.
  private static String outerOf(Class<?> lambda) {
    String name = lambda.getName().replaceFirst("[$][$].*|/.*", "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// The text of a value, cut where it is too long for one line.
  public static String ofValue(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
