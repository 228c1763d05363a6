package jasyncio;

import org.jspecify.annotations.Nullable;

/// putNowait() found no room in a [Queue]. Mirrors `asyncio.QueueFull`.
public final class QueueFullException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// Says which queue, and the way out.
  public QueueFullException(@Nullable String message) {
    super(message);
  }
}
