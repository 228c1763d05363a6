package jasyncio;

import org.jspecify.annotations.Nullable;

/// The root of jasyncio's own exceptions, all unchecked.
///
/// Two of asyncio's are not among them: [CancelledError] is an `Error`, so that `catch (Exception
/// e)` lets it through, and I/O failures are [java.io.UncheckedIOException].
public class AsyncioException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Says what was expected and what came.
  public AsyncioException(@Nullable String message) {
    super(message);
  }

  /// As above, with what led to it.
  public AsyncioException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
