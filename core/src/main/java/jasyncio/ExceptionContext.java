package jasyncio;

import jasyncio.internal.base.Origin;
import jasyncio.internal.loop.Callback;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A failure that nobody awaits, and where it comes from.
///
/// Mirrors the context dictionary of asyncio's exception handlers; absent keys are null.
///
/// @param message what happened, for a log
/// @param exception what was thrown, if anything
/// @param future the future or task it is about
/// @param handle the callback that threw it
/// @param transport the transport it is about
/// @param protocol the protocol whose callback threw it
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

  /// Where the task, future or callback was made, innermost frame first; empty unless the loop was
  /// in debug mode then. Mirrors `source_traceback`.
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

  /// A failure from nowhere in particular.
  public static ExceptionContext of(String message, @Nullable Throwable exception) {
    return new ExceptionContext(message, exception, null, null, null, null);
  }

  /// The same, about `future`.
  public ExceptionContext withFuture(@Nullable Future<?> future) {
    return new ExceptionContext(message, exception, future, handle, transport, protocol);
  }

  /// The same, thrown by the callback of `handle`.
  public ExceptionContext withHandle(@Nullable Handle handle) {
    return new ExceptionContext(message, exception, future, handle, transport, protocol);
  }

  /// The same, about a connection.
  public ExceptionContext withConnection(
      @Nullable BaseTransport transport, @Nullable BaseProtocol protocol) {
    return new ExceptionContext(message, exception, future, handle, transport, protocol);
  }
}
