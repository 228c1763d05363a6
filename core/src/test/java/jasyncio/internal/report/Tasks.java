package jasyncio.internal.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tasks that a dump might have.
final class Tasks {
  private Tasks() {}

  static TaskInfo task(long id, @Nullable String name, List<String> methods, Long... awaiters) {
    return new TaskInfo(id, name, "suspended", stack(methods), null, Arrays.asList(awaiters));
  }

  /// Innermost first.
  static List<StackTraceElement> stack(List<String> methods) {
    return methods.stream().map(name -> new StackTraceElement("App", name, "App.java", 7)).toList();
  }

  static LoopInfo loop(TaskInfo... tasks) {
    return new LoopInfo(
        "EventLoop[1, running]", "carrier", 23, "main", null, tasks.length, List.of(tasks));
  }

  static List<String> methods(int count) {
    return Stream.iterate(1, i -> i + 1).limit(count).map(i -> "f" + i).toList();
  }
}
