package jasyncio.internal.base;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The values of some options. Immutable, and equal if all values are equal.
///
/// Only values other than the defaults are kept, in a list that grows at its head: a task's name
/// costs one element, and a new setting costs nothing where it is not used.
public final class Settings {
  /// The default of every setting.
  public static final Settings DEFAULTS = new Settings(null);

  private final @Nullable Element first;

  private Settings(@Nullable Element first) {
    this.first = first;
  }

  private record Element(Setting<?> setting, @Nullable Object value, @Nullable Element next) {}

  /// The value of `setting`.
  @SuppressWarnings({"unchecked", "NullAway"}) // with() takes values of the setting's type only
  public <T extends @Nullable Object> T get(Setting<T> setting) {
    for (Element element = first; element != null; element = element.next) {
      if (element.setting == setting) {
        return (T) element.value;
      }
    }
    return setting.byDefault();
  }

  /// These settings with another value of `setting`.
  ///
  /// @throws IllegalArgumentException if it cannot have this value
  public <T extends @Nullable Object> Settings with(Setting<T> setting, T value) {
    setting.check(value);
    Element others = without(setting, first);
    return new Settings(
        Objects.equals(value, setting.byDefault()) ? others : new Element(setting, value, others));
  }

  private static @Nullable Element without(Setting<?> setting, @Nullable Element list) {
    if (list == null || list.setting == setting) {
      return list == null ? null : list.next;
    }
    Element others = without(setting, list.next);
    return others == list.next ? list : new Element(list.setting, list.value, others);
  }

  private Map<String, @Nullable Object> byName() {
    Map<String, @Nullable Object> values = new HashMap<>();
    for (Element element = first; element != null; element = element.next) {
      values.put(element.setting.name(), element.value);
    }
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings that && byName().equals(that.byName());
  }

  @Override
  public int hashCode() {
    return byName().hashCode();
  }

  /// The values that are not the defaults, by name: `[backlog=1, limit=10]`.
  @Override
  public String toString() {
    return byName().entrySet().stream()
        .map(Object::toString)
        .sorted()
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
