package jasyncio;

import org.jspecify.annotations.Nullable;

/// The root of jasyncio's own exceptions, all unchecked.
///
/// Two of asyncio's are not among them: [CancelledError] is an `Error`, so that `catch (Exception
/// e)` lets it through, and I/O failures are [java.io.UncheckedIOException].
public class AsyncioException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// An exception whose message says which condition was expected and what was found.
  public AsyncioException(@Nullable String message) {
    super(message);
  }

  /// An exception with a message and the failure that led to it.
  public AsyncioException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
