package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown at the `await` of a task that was asked to cancel, and by who asks a cancelled future for
/// its result.
///
/// An `Error`, so that `catch (Exception e)` does not swallow a cancellation. Who catches it cleans
/// up and rethrows. Mirrors `asyncio.CancelledError`; its argument is [#getMessage()].
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1;

  /// A cancellation without a message.
  public CancelledError() {
    super();
  }

  /// A cancellation with the message given to [Future#cancel(String)].
  public CancelledError(@Nullable String message) {
    super(message);
  }
}
