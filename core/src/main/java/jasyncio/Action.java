package jasyncio;

/// The body of a coroutine without a value. It may await, and may throw any exception.
@FunctionalInterface
public interface Action {
  /// Does the work.
  ///
  /// @throws Exception any failure of the body; the task that awaits receives it, as the same
  ///   instance
  void run() throws Exception;
}
