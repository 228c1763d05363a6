package jasyncio;

/// The body of a coroutine that gives no value. May await, may throw anything.
@FunctionalInterface
public interface Action {
  /// Does the work.
  ///
  /// @throws Exception whatever the body fails with; it reaches who awaits, as the same instance
  void run() throws Exception;
}
