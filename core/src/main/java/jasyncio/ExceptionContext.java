package jasyncio;

import jasyncio.internal.base.Origin;
import jasyncio.internal.loop.Callback;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A failure that no task awaits, with its source.
///
/// Mirrors the context dictionary of asyncio's exception handlers; absent keys are null.
///
/// @param message a description of the failure, for a log
/// @param exception the exception, if there is one
/// @param future the future or task concerned
/// @param handle the callback that threw the exception
/// @param transport the transport concerned
/// @param protocol the protocol whose callback threw the exception
public record ExceptionContext(
    String message,
    @Nullable Throwable exception,
    @Nullable Future<?> future,
    @Nullable Handle handle,
    @Nullable BaseTransport transport,
    @Nullable BaseProtocol protocol) {

  /// Checks that there is a message.
  public ExceptionContext {
    Objects.requireNonNull(message, "message");
  }

  /// The stack where the task, future or callback was made, innermost frame first; empty unless the
  /// loop was in debug mode then. Mirrors `source_traceback`.
  public List<StackTraceElement> sourceTraceback() {
    Origin origin = origin();
    return origin == null ? List.of() : origin.frames();
  }

  private @Nullable Origin origin() {
    if (future != null) {
      return future.origin;
    }
    return handle instanceof Callback callback ? callback.origin() : null;
  }

  /// A failure without further details.
  public static ExceptionContext of(String message, @Nullable Throwable exception) {
    return new ExceptionContext(message, exception, null, null, null, null);
  }

  /// A copy about `future`.
  public ExceptionContext withFuture(@Nullable Future<?> future) {
    return new ExceptionContext(message, exception, future, handle, transport, protocol);
  }

  /// A copy that names the callback of `handle` as the thrower.
  public ExceptionContext withHandle(@Nullable Handle handle) {
    return new ExceptionContext(message, exception, future, handle, transport, protocol);
  }

  /// A copy about a connection.
  public ExceptionContext withConnection(
      @Nullable BaseTransport transport, @Nullable BaseProtocol protocol) {
    return new ExceptionContext(message, exception, future, handle, transport, protocol);
  }
}
