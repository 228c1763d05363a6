package jasyncio;

/// Thrown when the requested bytes are longer than the limit of the stream. Mirrors
/// `asyncio.LimitOverrunError`.
///
/// After [StreamReader#readUntil(byte\[\])], and after a frame with a length before it, the bytes
/// are still in the stream, for [StreamReader#readExactly(int)] with [#consumed()]. A line that is
/// too long was dropped; for that asyncio has a plain `ValueError`.
public final class LimitOverrunException extends AsyncioException {
  private static final long serialVersionUID = 1;

  private final int consumed;

  /// An exception whose message describes the excess, with the number of bytes that may be read
  /// without touching a separator.
  public LimitOverrunException(String message, int consumed) {
    super(message);
    this.consumed = consumed;
  }

  /// The number of bytes at the front of the stream that cannot belong to a separator; of a line
  /// that was dropped, its length without the `\n`. Mirrors `consumed`.
  public int consumed() {
    return consumed;
  }
}
