package jasyncio.internal.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A loop that runs, as tools know it.
///
/// @param name its text form
/// @param engine `carrier` or `portable`
/// @param threadId of its thread
/// @param threadName of its thread
/// @param stuck the step it is in, if it did not answer in time; else null
/// @param taskCount the number of tasks that are not done
/// @param tasks the oldest of them, oldest first
public record LoopInfo(
    String name,
    String engine,
    long threadId,
    String threadName,
    @Nullable Stuck stuck,
    int taskCount,
    List<TaskInfo> tasks) {
  /// Copies the list.
  public LoopInfo {
    tasks = List.copyOf(tasks);
  }

  /// The step of a loop that does not answer.
  ///
  /// @param culprit the task, or a callback
  /// @param threadState of the thread that runs it, as `RUNNABLE`
  /// @param stack the frames of that thread, innermost first
  public record Stuck(String culprit, String threadState, List<StackTraceElement> stack) {
    /// Copies the list.
    public Stuck {
      stack = List.copyOf(stack);
    }
  }
}
