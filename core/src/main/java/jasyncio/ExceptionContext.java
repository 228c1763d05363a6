package jasyncio;

import jasyncio.internal.base.Origin;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.loop.Callback;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A failure that no task awaits, and its source.
///
/// Mirrors the context dictionary of asyncio's exception handlers; absent keys are null. Immutable:
/// each `with` method gives another context.
public final class ExceptionContext {
  private final String message;
  private final @Nullable Throwable exception;
  private @Nullable Future<?> future;
  private @Nullable Handle handle;
  private @Nullable BaseTransport transport;
  private @Nullable BaseProtocol protocol;
  private @Nullable AsyncGenerator<?> asyncgen;
  private boolean causedByPeer;

  // the future's text form and place, for one that has been collected already
  private @Nullable String subject;
  private @Nullable Origin subjectOrigin;

  private ExceptionContext(String message, @Nullable Throwable exception) {
    this.message = Objects.requireNonNull(message, "message");
    this.exception = exception;
  }

  /// A failure of unknown source.
  ///
  /// @param message the event, for a log
  /// @param exception the throwable, or null if nothing was thrown
  public static ExceptionContext of(String message, @Nullable Throwable exception) {
    return new ExceptionContext(message, exception);
  }

  /// The event, for a log.
  public String message() {
    return message;
  }

  /// The throwable, or null if nothing was thrown.
  public @Nullable Throwable exception() {
    return exception;
  }

  /// The future or task concerned. Null if there is none, and for a failure that was not retrieved
  /// before the future was dropped: then [#subject()] describes the future.
  public @Nullable Future<?> future() {
    return future;
  }

  /// The callback that threw it.
  public @Nullable Handle handle() {
    return handle;
  }

  /// The transport concerned.
  public @Nullable BaseTransport transport() {
    return transport;
  }

  /// The protocol whose callback threw it.
  public @Nullable BaseProtocol protocol() {
    return protocol;
  }

  /// The asynchronous generator that failed to close. Mirrors the key `asyncgen`.
  public @Nullable AsyncGenerator<?> asyncgen() {
    return asyncgen;
  }

  /// Returns whether the peer of a connection caused the failure, by cutting the connection off or
  /// by sending what the stream refuses. The program need not be at fault, so that the default
  /// handler logs it in one line, at level INFO. Beyond asyncio.
  public boolean causedByPeer() {
    return causedByPeer;
  }

  /// The future in words, also where [#future()] is null because it has been collected: a task with
  /// its name, its coroutine and, in debug mode, the place where it was made. Null if the failure
  /// is about no future. Beyond asyncio, where the future itself is there still.
  public @Nullable String subject() {
    return future != null ? TextForms.ofObject(future) : subject;
  }

  /// The place where the task, future or callback was made, innermost frame first; empty unless the
  /// loop was in debug mode then. Mirrors `source_traceback`.
  public List<StackTraceElement> sourceTraceback() {
    Origin origin = origin();
    return origin == null ? List.of() : origin.frames();
  }

  private @Nullable Origin origin() {
    if (future != null) {
      return future.origin;
    }
    return handle instanceof Callback callback ? callback.origin() : subjectOrigin;
  }

  /// The same, about `future`.
  public ExceptionContext withFuture(@Nullable Future<?> future) {
    ExceptionContext copy = copy();
    copy.future = future;
    return copy;
  }

  /// The same, thrown by the callback of `handle`.
  public ExceptionContext withHandle(@Nullable Handle handle) {
    ExceptionContext copy = copy();
    copy.handle = handle;
    return copy;
  }

  /// The same, about a connection.
  public ExceptionContext withConnection(
      @Nullable BaseTransport transport, @Nullable BaseProtocol protocol) {
    ExceptionContext copy = copy();
    copy.transport = transport;
    copy.protocol = protocol;
    return copy;
  }

  /// The same, caused by the peer of a connection or not.
  public ExceptionContext withCausedByPeer(boolean causedByPeer) {
    ExceptionContext copy = copy();
    copy.causedByPeer = causedByPeer;
    return copy;
  }

  /// The same, about an asynchronous generator.
  public ExceptionContext withAsyncgen(@Nullable AsyncGenerator<?> asyncgen) {
    ExceptionContext copy = copy();
    copy.asyncgen = asyncgen;
    return copy;
  }

  /// The same, about a future that may be gone.
  ExceptionContext withSubject(String text, @Nullable Origin origin) {
    ExceptionContext copy = copy();
    copy.subject = text;
    copy.subjectOrigin = origin;
    return copy;
  }

  private ExceptionContext copy() {
    ExceptionContext copy = new ExceptionContext(message, exception);
    copy.future = future;
    copy.handle = handle;
    copy.transport = transport;
    copy.protocol = protocol;
    copy.asyncgen = asyncgen;
    copy.causedByPeer = causedByPeer;
    copy.subject = subject;
    copy.subjectOrigin = subjectOrigin;
    return copy;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExceptionContext that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  /// Without the words about a future that is gone.
  private List<@Nullable Object> parts() {
    return Arrays.asList(
        message, exception, future, handle, transport, protocol, asyncgen, causedByPeer);
  }

  /// The parts that are there, bounded, whatever their own text forms do.
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "ExceptionContext[", "]");
    text.add(message);
    add(text, "exception", exception);
    add(text, "future", subject());
    add(text, "handle", handle);
    add(text, "transport", transport);
    add(text, "protocol", protocol);
    add(text, "asyncgen", asyncgen);
    return text.toString();
  }

  private static void add(StringJoiner text, String name, @Nullable Object value) {
    if (value != null) {
      text.add(name + "=" + TextForms.ofObject(value));
    }
  }
}
