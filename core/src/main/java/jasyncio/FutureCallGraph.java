package jasyncio;

import java.util.List;

/// A future with the tasks and futures that await it: see [Asyncio#captureCallGraph(Future)].
///
/// Mirrors `asyncio.FutureCallGraph`; its frames are the JDK's.
///
/// @param future the future that is awaited
/// @param callStack if the future is a task, the frames of its coroutine, innermost first; else
///   empty. A frame of `GeneratorRun.body` ends the frames of an async generator.
/// @param awaitedBy the futures that await it, directly or through combinators such as `gather` and
///   `shield`, and those named by [Asyncio#futureAddToAwaitedBy]. Where tasks await each other in a
///   ring, the list is empty at a future that appeared before.
public record FutureCallGraph(
    Future<?> future, List<StackTraceElement> callStack, List<FutureCallGraph> awaitedBy) {
  /// Copies the lists.
  public FutureCallGraph {
    callStack = List.copyOf(callStack);
    awaitedBy = List.copyOf(awaitedBy);
  }
}
