package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown by `getNowait()` when a [Queue] has no item. Mirrors `asyncio.QueueEmpty`.
public final class QueueEmptyException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// An exception whose message names the queue, and the way out.
  public QueueEmptyException(@Nullable String message) {
    super(message);
  }
}
