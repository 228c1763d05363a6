package jasyncio.cli;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A writer of JSON: maps, iterables, texts, numbers, truth values and null.
///
/// The output may also be part of an HTML page: every `<` is escaped.
final class Json {
  private final StringBuilder text = new StringBuilder();

  private Json() {}

  static String of(@Nullable Object value) {
    Json json = new Json();
    json.write(value);
    return json.text.toString();
  }

  private void write(@Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      case Map<?, ?> map -> writeMap(map);
      case Iterable<?> values -> writeList(values);
      default -> writeText(value.toString());
    }
  }

  private void writeMap(Map<?, ?> map) {
    text.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator);
      writeText(String.valueOf(entry.getKey()));
      text.append(':');
      write(entry.getValue());
      separator = ",";
    }
    text.append('}');
  }

  private void writeList(Iterable<?> values) {
    text.append('[');
    for (Iterator<?> each = values.iterator(); each.hasNext(); ) {
      write(each.next());
      if (each.hasNext()) {
        text.append(',');
      }
    }
    text.append(']');
  }

  private void writeText(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      writeCharacter(value.charAt(i));
    }
    text.append('"');
  }

  private void writeCharacter(char c) {
    switch (c) {
      case '"', '\\' -> text.append('\\').append(c);
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      default -> {
        // UTF-8 cannot encode a lone surrogate
        if (c < ' ' || c == '<' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
          text.append("\\u%04x".formatted((int) c));
        } else {
          text.append(c);
        }
      }
    }
  }
}
