package jasyncio;

import jasyncio.internal.base.TextForms;
import java.util.List;

/// A future and the futures that await it: see [Asyncio#captureCallGraph(Future)].
///
/// Mirrors `asyncio.FutureCallGraph`; its frames are the JDK's.
///
/// @param future the awaited future
/// @param callStack the frames of its coroutine, innermost first, if the future is a task; else
///   empty. Frames of this library are left out, unless the task's loop is in debug mode.
/// @param awaitedBy the tasks that await it, directly or through combinators (`gather`, `shield`,
///   …), and the futures noted by [Asyncio#futureAddToAwaitedBy]. Where tasks await each other in a
///   ring, the list is empty where one comes up again; so it is where the graph would become deeper
///   than 200 futures, or larger than 2,000.
public record FutureCallGraph(
    Future<?> future, List<StackTraceElement> callStack, List<FutureCallGraph> awaitedBy) {
  /// Copies the lists.
  public FutureCallGraph {
    callStack = List.copyOf(callStack);
    awaitedBy = List.copyOf(awaitedBy);
  }

  /// The future, and the number of its awaiters.
  @Override
  public String toString() {
    return "FutureCallGraph[future="
        + TextForms.ofObject(future)
        + ", awaitedBy="
        + awaitedBy.size()
        + "]";
  }
}
