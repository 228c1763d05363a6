package jasyncio;

import org.jspecify.annotations.Nullable;

/// A stream ended before it had what was asked for. Mirrors `asyncio.IncompleteReadError`, which is
/// an `EOFError`.
public final class IncompleteReadException extends AsyncioException {
  private static final long serialVersionUID = 1;

  private final byte[] partial;
  private final @Nullable Integer expected;

  /// What was read before the end, and how many bytes were asked for, if that is known.
  public IncompleteReadException(byte[] partial, @Nullable Integer expected) {
    super(
        "%d bytes read on a total of %s expected bytes"
            .formatted(partial.length, expected == null ? "undefined" : expected));
    this.partial = partial.clone();
    this.expected = expected;
  }

  /// What was read before the end; may be empty. Mirrors `partial`.
  public byte[] partial() {
    return partial.clone();
  }

  /// How many bytes were asked for; null if a separator was. Mirrors `expected`.
  public @Nullable Integer expected() {
    return expected;
  }
}
