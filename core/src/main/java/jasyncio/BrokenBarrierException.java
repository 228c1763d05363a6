package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown when a [Barrier] is broken, or is reset or aborted while the task waits. Mirrors
/// `asyncio.BrokenBarrierError`; unrelated to the exception of `java.util.concurrent`.
public final class BrokenBarrierException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// An exception whose message names the barrier and its state.
  public BrokenBarrierException(@Nullable String message) {
    super(message);
  }
}
