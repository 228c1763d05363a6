package jasyncio;

/// How a [TaskGroup] treats its tasks. Beyond asyncio.
///
/// @param limit how many of its tasks may have begun and not ended; the others wait for their turn,
///   in the order they were made
/// @param supervised whether a task that fails leaves its siblings and the body alone; what failed
///   is thrown at the end of the scope all the same
public record TaskGroupOptions(int limit, boolean supervised) {
  /// No limit, and a failure ends the group, as in asyncio.
  public static final TaskGroupOptions DEFAULTS = new TaskGroupOptions(Integer.MAX_VALUE, false);

  /// Checks the limit.
  ///
  /// @throws IllegalArgumentException if `limit` is less than one
  public TaskGroupOptions {
    if (limit < 1) {
      throw new IllegalArgumentException("limit < 1: " + limit);
    }
  }

  /// The same with another limit.
  public TaskGroupOptions withLimit(int limit) {
    return new TaskGroupOptions(limit, supervised);
  }

  /// The same, supervised or not.
  public TaskGroupOptions withSupervised(boolean supervised) {
    return new TaskGroupOptions(limit, supervised);
  }
}
