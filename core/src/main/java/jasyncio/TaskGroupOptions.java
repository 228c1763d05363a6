package jasyncio;

import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import org.jspecify.annotations.Nullable;

/// Options of a [TaskGroup]. Immutable: start from [#DEFAULTS]. Beyond asyncio.
public final class TaskGroupOptions {
  private static final Setting<Integer> LIMIT =
      Setting.of("limit", Integer.MAX_VALUE, TaskGroupOptions::checkLimit);
  private static final Setting<Boolean> SUPERVISED = Setting.of("supervised", false);

  /// No limit, and a failure ends the group, as in asyncio.
  public static final TaskGroupOptions DEFAULTS = new TaskGroupOptions(Settings.DEFAULTS);

  private final Settings settings;

  private TaskGroupOptions(Settings settings) {
    this.settings = settings;
  }

  private static void checkLimit(String name, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(name + " < 1: " + limit);
    }
  }

  /// The number of tasks that may have begun and not ended; the others wait for their turn, in the
  /// order they were made.
  public int limit() {
    return settings.get(LIMIT);
  }

  /// These options with another limit.
  ///
  /// @throws IllegalArgumentException if `limit` is less than one
  public TaskGroupOptions withLimit(int limit) {
    return new TaskGroupOptions(settings.with(LIMIT, limit));
  }

  /// Returns whether a task that fails leaves its siblings and the body alone; the failures are
  /// thrown at the end of the scope all the same.
  public boolean supervised() {
    return settings.get(SUPERVISED);
  }

  /// These options, supervised or not.
  public TaskGroupOptions withSupervised(boolean supervised) {
    return new TaskGroupOptions(settings.with(SUPERVISED, supervised));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskGroupOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "TaskGroupOptions" + settings;
  }
}
