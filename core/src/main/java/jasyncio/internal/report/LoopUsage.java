package jasyncio.internal.report;

import java.util.List;

/// What a loop did for a while.
///
/// @param nanos how long that was
/// @param busyNanos how long it ran something
/// @param turns how often it went round
/// @param steps how many steps it ran
/// @param lag how long what was ready had to wait for its turn, and timers for theirs
/// @param mostReady how many steps were ready in one turn, at most
/// @param timers how many are set now
/// @param connections how many sockets it watches now that are connected, or are of UDP
/// @param received how many bytes came in
/// @param sent how many went out
/// @param tasks those that ran, busiest first; what ran outside tasks among them
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
    List<Task> tasks) {
  /// Copies the list.
  public LoopUsage {
    tasks = List.copyOf(tasks);
  }

  /// What a task, or all that is none, did.
  ///
  /// @param waitsFor in words; empty if it has ended
  public record Task(String name, long nanos, long steps, String waitsFor) {}
}
