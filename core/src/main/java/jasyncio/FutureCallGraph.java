package jasyncio;

import java.util.List;

/// A future, and who awaits it: see [Asyncio#captureCallGraph(Future)].
///
/// Mirrors `asyncio.FutureCallGraph`; its frames are the JDK's.
///
/// @param future what is awaited
/// @param callStack where the coroutine is, innermost frame first, if the future is a task; else
///   empty. A frame of `GeneratorRun.body` ends the frames of an async generator.
/// @param awaitedBy who awaits it: tasks, by way of whatever of asyncio's (`gather`, `shield`, …)
///   is between, and what [Asyncio#futureAddToAwaitedBy] says. Where tasks await each other in a
///   ring, the list is empty where one comes up again.
public record FutureCallGraph(
    Future<?> future, List<StackTraceElement> callStack, List<FutureCallGraph> awaitedBy) {
  /// Copies the lists.
  public FutureCallGraph {
    callStack = List.copyOf(callStack);
    awaitedBy = List.copyOf(awaitedBy);
  }
}
