package jasyncio.internal.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tools know of a loop that runs.
///
/// @param name its text form
/// @param engine `carrier` or `portable`
/// @param threadId of its thread
/// @param threadName of its thread
/// @param stuck what it is busy with if it did not answer in time; else null
/// @param tasks those that are not done, oldest first
public record LoopInfo(
    String name,
    String engine,
    long threadId,
    String threadName,
    @Nullable Stuck stuck,
    List<TaskInfo> tasks) {
  /// Copies the list.
  public LoopInfo {
    tasks = List.copyOf(tasks);
  }

  /// What a loop is busy with that does not answer.
  ///
  /// @param culprit the task, or a callback
  /// @param threadState of the thread that runs it, as `RUNNABLE`
  /// @param stack where that thread is, innermost frame first
  public record Stuck(String culprit, String threadState, List<StackTraceElement> stack) {
    /// Copies the list.
    public Stuck {
      stack = List.copyOf(stack);
    }
  }
}
