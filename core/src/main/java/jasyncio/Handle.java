package jasyncio;

import jasyncio.internal.loop.Callback;

/// A callback that a loop was asked to run; it can be cancelled as long as it has not run.
///
/// Belongs to the loop's thread, unless it came from [EventLoop#callSoonThreadsafe(Runnable)].
/// Mirrors `asyncio.Handle`.
public sealed interface Handle permits TimerHandle, Callback {
  /// Keeps the callback from running; does nothing if it ran or was cancelled already. Mirrors
  /// `Handle.cancel`.
  void cancel();

  /// Returns whether [#cancel()] was called. Mirrors `Handle.cancelled`.
  boolean cancelled();

  /// The context that the callback runs in. Mirrors `Handle.get_context`.
  Context getContext();
}
