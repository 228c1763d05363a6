package jasyncio;

import org.jspecify.annotations.Nullable;

/// How to make a task. Mirrors the keyword arguments of `asyncio.create_task`.
///
/// @param name for messages; null gives `Task-N`
/// @param context the context to run in, itself; null copies the current one
/// @param eagerStart whether the task runs at once, inside the call that creates it, until it first
///   suspends; null leaves that to the loop
public record TaskOptions(
    @Nullable String name, @Nullable Context context, @Nullable Boolean eagerStart) {
  /// No name, a copy of the current context, a start as the loop has it.
  public static final TaskOptions DEFAULTS = new TaskOptions(null, null, null);

  /// Options with a name.
  public static TaskOptions named(String name) {
    return DEFAULTS.withName(name);
  }

  /// The same with a name.
  public TaskOptions withName(@Nullable String name) {
    return new TaskOptions(name, context, eagerStart);
  }

  /// The same in `context` itself.
  public TaskOptions withContext(@Nullable Context context) {
    return new TaskOptions(name, context, eagerStart);
  }

  /// The same, started eagerly or not.
  public TaskOptions withEagerStart(@Nullable Boolean eagerStart) {
    return new TaskOptions(name, context, eagerStart);
  }
}
