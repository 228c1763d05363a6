package jasyncio;

/// A file cannot be sent by the system alone, without copying, and the fall-back was forbidden.
/// Mirrors `asyncio.SendfileNotAvailableError`.
///
/// @see EventLoop#sendfile
public final class SendfileNotAvailableException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// Says why not.
  public SendfileNotAvailableException(String message) {
    super(message);
  }
}
