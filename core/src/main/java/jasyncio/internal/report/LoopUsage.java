package jasyncio.internal.report;

import java.util.List;

/// The usage of a loop in a span of time.
///
/// @param nanos its length
/// @param busyNanos the time in which it ran steps
/// @param turns the number of turns
/// @param steps the number of steps
/// @param lag the time that ready steps had to wait for their turn, and timers past theirs
/// @param mostReady the largest number of steps that were ready in a turn
/// @param timers the number that is set now
/// @param connections the number of sockets it watches now that are connected, or are of UDP
/// @param received the number of bytes that came in
/// @param sent the number of bytes that went out
/// @param tasksRan the number of tasks that ran; all work outside tasks counts as one
/// @param tasks the busiest of them, busiest first
public record LoopUsage(
    long nanos,
    long busyNanos,
    long turns,
    long steps,
    Histogram lag,
    int mostReady,
    int timers,
    int connections,
    long received,
    long sent,
    int tasksRan,
    List<Task> tasks) {
  /// Copies the list.
  public LoopUsage {
    tasks = List.copyOf(tasks);
  }

  /// The usage of a task, or of all work outside tasks.
  ///
  /// @param waitsFor in words; empty if it has ended
  public record Task(String name, long nanos, long steps, String waitsFor) {}
}
