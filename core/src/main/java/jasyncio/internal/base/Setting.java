package jasyncio.internal.base;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One setting of some options: its name, its default, and the check that a value must pass.
///
/// A setting is a key of [Settings] and is compared by identity.
///
/// @param <T> the type of its values
public final class Setting<T extends @Nullable Object> {
  private final String name;
  private final T byDefault;
  private final Check<? super T> check;

  private Setting(String name, T byDefault, Check<? super T> check) {
    this.name = name;
    this.byDefault = byDefault;
    this.check = check;
  }

  /// Refuses values that a setting cannot have; see [Checks].
  ///
  /// @param <T> the type of the values
  @FunctionalInterface
  public interface Check<T extends @Nullable Object> {
    /// Checks `value`.
    ///
    /// @param name the name of the setting, for the message
    /// @throws IllegalArgumentException if the setting cannot have `value`
    void check(String name, T value);
  }

  /// A setting that always has a value.
  public static <T> Setting<T> of(String name, T byDefault) {
    return of(name, byDefault, (_, _) -> {});
  }

  /// A setting that always has a value, which passes `check`.
  public static <T> Setting<T> of(String name, T byDefault, Check<T> check) {
    return new Setting<>(
        name, byDefault, (_, value) -> check.check(name, Objects.requireNonNull(value, name)));
  }

  /// A setting that is null by default.
  public static <T> Setting<@Nullable T> optional(String name) {
    return optional(name, (_, _) -> {});
  }

  /// A setting that is null by default, and otherwise passes `check`.
  public static <T> Setting<@Nullable T> optional(String name, Check<T> check) {
    return optional(name, null, check);
  }

  /// A setting that may be null, and otherwise passes `check`.
  public static <T> Setting<@Nullable T> optional(
      String name, @Nullable T byDefault, Check<T> check) {
    return new Setting<@Nullable T>(
        name,
        byDefault,
        (_, value) -> {
          if (value != null) {
            check.check(name, value);
          }
        });
  }

  String name() {
    return name;
  }

  T byDefault() {
    return byDefault;
  }

  void check(T value) {
    check.check(name, value);
  }
}
