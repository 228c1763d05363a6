package jasyncio;

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
///   ring, the list is empty where one comes up again.
public record FutureCallGraph(
    Future<?> future, List<StackTraceElement> callStack, List<FutureCallGraph> awaitedBy) {
  /// Copies the lists.
  public FutureCallGraph {
    callStack = List.copyOf(callStack);
    awaitedBy = List.copyOf(awaitedBy);
  }
}
