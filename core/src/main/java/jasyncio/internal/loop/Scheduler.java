package jasyncio.internal.loop;

/// Chooses among the steps of a loop that are ready. Loop thread only.
///
/// Steps have lanes. What is in one lane keeps its order: callbacks of `callSoon` share one, as do
/// those that came from other threads. A timer and a channel that became ready have a lane each,
/// since nothing promises an order of those. Tasks to go on with are in the lane of `callSoon`, or
/// have one each.
public interface Scheduler {
  /// Whether tasks may overtake each other, and callbacks.
  boolean freesTasks();

  /// A step is about to run. The steps at the head of their lanes are `count`, and at least one.
  ///
  /// @return which of them runs, from 0; they are numbered as they became ready
  int choose(int count);
}
