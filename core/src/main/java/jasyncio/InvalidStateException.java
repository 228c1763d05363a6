package jasyncio;

/// A future was asked for what it does not have yet, or given an outcome twice. Mirrors
/// `asyncio.InvalidStateError`.
public final class InvalidStateException extends AsyncioException {
  private static final long serialVersionUID = 1;

  InvalidStateException(String message) {
    super(message);
  }
}
