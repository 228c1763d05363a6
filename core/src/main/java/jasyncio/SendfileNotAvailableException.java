package jasyncio;

/// Thrown when the system cannot send a file by itself, without copying, and the fall-back was
/// forbidden. Mirrors `asyncio.SendfileNotAvailableError`.
///
/// @see EventLoop#sendfile
public final class SendfileNotAvailableException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// An exception whose message gives the reason.
  public SendfileNotAvailableException(String message) {
    super(message);
  }
}
