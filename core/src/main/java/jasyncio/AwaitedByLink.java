package jasyncio;

/// Among the waiters of a future, one that wakes nobody: it only says who awaits the future in a
/// way that the library cannot see.
final class AwaitedByLink extends Step {
  private final Future<?> awaiter;

  AwaitedByLink(Future<?> awaiter) {
    this.awaiter = awaiter;
  }

  Future<?> awaiter() {
    return awaiter;
  }

  @Override
  void run() {}

  @Override
  String asCallback() {
    return "awaited by " + awaiter;
  }
}
