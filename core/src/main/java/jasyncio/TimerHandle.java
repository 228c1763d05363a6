package jasyncio;

import jasyncio.internal.loop.Timer;

/// A callback that a loop was asked to run at a certain time. Mirrors `asyncio.TimerHandle`.
public sealed interface TimerHandle extends Handle permits Timer {
  /// The time at which the callback is due, on the loop's clock ([EventLoop#time()], nanoseconds).
  /// Mirrors `TimerHandle.when`.
  long when();
}
