package jasyncio.internal.graph;

import jasyncio.Future;
import jasyncio.internal.loop.Step;

/// An entry among the waiters of a future that wakes no task: it only names a future that awaits
/// this one in a way that the library cannot see.
public final class AwaitedByLink extends Step {
  private final Future<?> awaiter;

  public AwaitedByLink(Future<?> awaiter) {
    this.awaiter = awaiter;
  }

  public Future<?> awaiter() {
    return awaiter;
  }

  @Override
  public void run() {}

  @Override
  public String asCallback() {
    return "awaited by " + awaiter;
  }
}
