package jasyncio;

import org.jspecify.annotations.Nullable;

/// A [Barrier] was reset or aborted while the task waited, or is broken. Mirrors
/// `asyncio.BrokenBarrierError`; it is not that of `java.util.concurrent`.
public final class BrokenBarrierException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// Says which barrier, and what happened to it.
  public BrokenBarrierException(@Nullable String message) {
    super(message);
  }
}
