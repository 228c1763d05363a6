package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown when a future is asked for an outcome that it does not have yet, or is given a second
/// one. Mirrors `asyncio.InvalidStateError`.
public final class InvalidStateException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// An exception whose message names the future, and the way out.
  public InvalidStateException(@Nullable String message) {
    super(message);
  }
}
