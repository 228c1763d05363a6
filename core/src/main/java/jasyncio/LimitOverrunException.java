package jasyncio;

/// What was asked for is longer than the limit of the stream. Mirrors `asyncio.LimitOverrunError`.
///
/// Nothing is lost: the bytes are still in the stream, for [StreamReader#readExactly(int)] with
/// [#consumed()].
public final class LimitOverrunException extends AsyncioException {
  private static final long serialVersionUID = 1;

  private final int consumed;

  /// What overran, and how many bytes may be read without touching a separator.
  public LimitOverrunException(String message, int consumed) {
    super(message);
    this.consumed = consumed;
  }

  /// How many bytes at the front of the stream are known not to belong to a separator. Mirrors
  /// `consumed`.
  public int consumed() {
    return consumed;
  }
}
