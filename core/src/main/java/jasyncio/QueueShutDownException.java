package jasyncio;

import org.jspecify.annotations.Nullable;

/// Thrown when a [Queue] is shut down, by putting, and by getting once it is empty. Mirrors
/// `asyncio.QueueShutDown`.
public final class QueueShutDownException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// An exception whose message names the queue, and the way out.
  public QueueShutDownException(@Nullable String message) {
    super(message);
  }
}
