package jasyncio.internal.observe;

import jasyncio.Engine;
import jasyncio.Task;
import jasyncio.internal.base.TextForms;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The tasks that await in a place where they keep other tasks out, for the report of a loop that
/// stands still: on the portable engine, a task that waits for such a place holds the loop up, and
/// the loop cannot resume the task that is there.
///
/// The frames show a class initializer and a map's computation. The JDK does not tell which thread
/// holds a monitor or a lock.
final class HeldByAwait {
  private static final int MOST_TASKS = 1_000;
  private static final int MOST_NAMED = 5;

  private HeldByAwait() {}

  /// A sentence for each such task, the oldest first. Any thread, while the loop is stuck.
  static List<String> reasons(LoopView view) {
    List<String> reasons = new ArrayList<>();
    if (view.loop().engine() == Engine.PORTABLE) {
      view.tasks().stream().limit(MOST_TASKS).forEach(task -> addReason(view, task, reasons));
    }
    return reasons;
  }

  private static void addReason(LoopView view, Task<?> task, List<String> reasons) {
    if (task == view.loop().currentTask() || reasons.size() == MOST_NAMED) {
      return;
    }
    String place = placeIn(view.wholeStackOf(task));
    if (place != null) {
      reasons.add(
          TextForms.ofValue(task.getName())
              + " awaits in "
              + place
              + ", which others cannot enter meanwhile; on the portable engine the loop stands still"
              + " for good if one waits for that");
    }
  }

  private static @Nullable String placeIn(List<StackTraceElement> stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("<clinit>")) {
        return "the class initializer of " + frame.getClassName();
      }
      if (frame.getClassName().equals(ConcurrentHashMap.class.getName())
          && isComputation(frame.getMethodName())) {
        return "ConcurrentHashMap." + frame.getMethodName() + "()";
      }
    }
    return null;
  }

  private static boolean isComputation(String method) {
    return method.startsWith("compute") || method.equals("merge");
  }
}
