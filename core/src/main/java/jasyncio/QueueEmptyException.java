package jasyncio;

import org.jspecify.annotations.Nullable;

/// getNowait() found nothing in a [Queue]. Mirrors `asyncio.QueueEmpty`.
public final class QueueEmptyException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// Says which queue, and the way out.
  public QueueEmptyException(@Nullable String message) {
    super(message);
  }
}
