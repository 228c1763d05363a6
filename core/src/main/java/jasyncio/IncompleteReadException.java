package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown when a stream ends before it has the requested bytes. Mirrors
/// `asyncio.IncompleteReadError`, which is an `EOFError`.
public final class IncompleteReadException extends AsyncioException {
  private static final long serialVersionUID = 1;

  private final byte[] partial;
  private final @Nullable Integer expected;

  /// An exception with the bytes read before the end, and the number of bytes requested, if known.
  public IncompleteReadException(byte[] partial, @Nullable Integer expected) {
    super(
        "%s bytes read on a total of %s expected bytes"
            .formatted(partial.length, expected == null ? "undefined" : expected));
    this.partial = partial.clone();
    this.expected = expected;
  }

  /// The bytes read before the end; may be empty. Mirrors `partial`.
  public byte[] partial() {
    return partial.clone();
  }

  /// The number of bytes requested; null if a separator was requested. Mirrors `expected`.
  public @Nullable Integer expected() {
    return expected;
  }
}
