package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown when a time limit has passed: see [Asyncio#timeout(java.time.Duration, Coroutine)].
/// Mirrors `asyncio.TimeoutError`; its cause is the [CancelledError] that ended the body.
public final class TimeoutException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// An exception for an expired limit, with the failure that ended the body because of it.
  public TimeoutException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
