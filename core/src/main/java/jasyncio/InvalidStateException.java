package jasyncio;

import org.jspecify.annotations.Nullable;

/// A future was asked for what it does not have yet, or given an outcome twice. Mirrors
/// `asyncio.InvalidStateError`.
public final class InvalidStateException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// Says which future, and the way out.
  public InvalidStateException(@Nullable String message) {
    super(message);
  }
}
