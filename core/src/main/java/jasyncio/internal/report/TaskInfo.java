package jasyncio.internal.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task, as tools know it.
///
/// @param id tells it from the other tasks of the process
/// @param name null if it is not known
/// @param state its activity, in a word
/// @param stack its frames, innermost first
/// @param waitsFor the operation that it waits for, in words; null if it runs
/// @param awaitedBy the ids of the tasks that await it, of which some may not be known
public record TaskInfo(
    long id,
    @Nullable String name,
    String state,
    List<StackTraceElement> stack,
    @Nullable String waitsFor,
    List<Long> awaitedBy) {
  /// Copies the lists.
  public TaskInfo {
    stack = List.copyOf(stack);
    awaitedBy = List.copyOf(awaitedBy);
  }
}
