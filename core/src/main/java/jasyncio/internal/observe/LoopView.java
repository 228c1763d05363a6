package jasyncio.internal.observe;

import jasyncio.EventLoop;
import jasyncio.Task;
import jasyncio.internal.base.StackFilter;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.LoopThread;
import jasyncio.internal.report.TaskInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The view that tools have of a loop: its tasks in more detail than programs see.
///
/// Loop thread only, unless a method says otherwise. Another thread may ask a loop that is stuck in
/// a step: see [Inspection].
public interface LoopView {
  /// The view of `loop`, which [jasyncio.Asyncio#newEventLoop()] made.
  static LoopView of(EventLoop loop) {
    return (LoopView) loop;
  }

  /// The loops that run. Any thread.
  static List<LoopView> running() {
    List<LoopView> loops = new ArrayList<>();
    for (LoopThread active : LoopThread.active()) {
      if (active instanceof LoopView loop) {
        loops.add(loop);
      }
    }
    return loops;
  }

  /// The loop itself. Any thread.
  Loop loop();

  /// The tasks that are not done, oldest first. Any thread.
  Collection<Task<?>> tasks();

  /// The number of tasks that are not done. Any thread.
  int taskCount();

  /// Tells whether a task sits in a blocking call of the JDK, from which only another thread, or
  /// the machine's time, can release it. Any thread; the answer may be outdated.
  boolean hasBlockedTask();

  /// Tells whether a search for tasks that wait for each other is due sooner or later. Any thread;
  /// the answer may be outdated.
  boolean isDeadlockSuspected();

  /// The number that tells `task` from the other tasks of the process. Any thread.
  long numberOf(Task<?> task);

  /// The frames of `task`, those of the library and the JDK among them, innermost first.
  List<StackTraceElement> wholeStackOf(Task<?> task);

  /// The frames of the program in `task`, innermost first, with one frame for each operation of the
  /// library that called the program back.
  default List<StackTraceElement> stackOf(Task<?> task) {
    return StackFilter.shownWithOperations(wholeStackOf(task).toArray(StackTraceElement[]::new));
  }

  /// The description of `task`.
  ///
  /// @param stack the frames to show
  TaskInfo describe(Task<?> task, List<StackTraceElement> stack);
}
