package jasyncio.internal.loop;

/// A chooser among the ready steps of a loop. Loop thread only.
///
/// Steps have lanes, and the steps of one lane keep their order: callbacks of `callSoon` share a
/// lane, and so do callbacks from other threads. Each due timer and each ready channel has a lane
/// of its own, since no order of these is promised. Resumed tasks are in the lane of `callSoon`, or
/// have one each.
public interface StepChooser {
  /// Returns whether tasks may overtake each other, and callbacks.
  boolean freesTasks();

  /// Chooses the step to run among the `count` steps, at least one, at the heads of their lanes.
  ///
  /// @return its number, from 0, in the order in which they became ready
  int choose(int count);
}
