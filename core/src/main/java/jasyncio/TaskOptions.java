package jasyncio;

import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import org.jspecify.annotations.Nullable;

/// Options of a task. Immutable: start from [#DEFAULTS] or [#named(String)]. Mirrors the keyword
/// arguments of `asyncio.create_task`.
public final class TaskOptions {
  private static final Setting<@Nullable String> NAME = Setting.optional("name");
  private static final Setting<@Nullable Context> CONTEXT = Setting.optional("context");
  private static final Setting<@Nullable Boolean> EAGER_START = Setting.optional("eagerStart");

  /// No name, a copy of the current context, a start as the loop has it.
  public static final TaskOptions DEFAULTS = new TaskOptions(Settings.DEFAULTS);

  private final Settings settings;

  private TaskOptions(Settings settings) {
    this.settings = settings;
  }

  /// Options with a name.
  public static TaskOptions named(String name) {
    return DEFAULTS.withName(name);
  }

  /// The task's name, for messages; null gives `Task-N`.
  public @Nullable String name() {
    return settings.get(NAME);
  }

  /// These options with another name, or null for `Task-N`.
  public TaskOptions withName(@Nullable String name) {
    return new TaskOptions(settings.with(NAME, name));
  }

  /// The context to run in, itself; null copies the current one.
  public @Nullable Context context() {
    return settings.get(CONTEXT);
  }

  /// These options in `context` itself, or in a copy of the current one if that is null.
  public TaskOptions withContext(@Nullable Context context) {
    return new TaskOptions(settings.with(CONTEXT, context));
  }

  /// Returns whether the task runs at once, inside the call that creates it, until it first
  /// suspends; null leaves that to the loop.
  public @Nullable Boolean eagerStart() {
    return settings.get(EAGER_START);
  }

  /// These options, started eagerly or not; null leaves that to the loop.
  public TaskOptions withEagerStart(@Nullable Boolean eagerStart) {
    return new TaskOptions(settings.with(EAGER_START, eagerStart));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "TaskOptions" + settings;
  }
}
