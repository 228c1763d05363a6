package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown by `putNowait()` when a [Queue] has no room. Mirrors `asyncio.QueueFull`.
public final class QueueFullException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// An exception whose message names the queue, and the way out.
  public QueueFullException(@Nullable String message) {
    super(message);
  }
}
