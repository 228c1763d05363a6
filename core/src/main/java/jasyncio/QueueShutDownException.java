package jasyncio;

import org.jspecify.annotations.Nullable;

/// A [Queue] was shut down: nothing can be put any more, or nothing is left to get. Mirrors
/// `asyncio.QueueShutDown`.
public final class QueueShutDownException extends AsyncioException {
  private static final long serialVersionUID = 1;

  /// Says which queue, and the way out.
  public QueueShutDownException(@Nullable String message) {
    super(message);
  }
}
