package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import org.jspecify.annotations.Nullable;

/// Thrown at the `await` of a task that is cancelled, and when the result of a cancelled future is
/// asked for.
///
/// It is an `Error`, so that `catch (Exception e)` does not swallow a cancellation. Code that
/// catches it cleans up and rethrows it. Mirrors `asyncio.CancelledError`; its argument is
/// [#getMessage()]. Beyond asyncio, it names the requester: see [#origin()].
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1;

  private final transient @Nullable CancelRequest request;

  /// A cancellation without a message.
  public CancelledError() {
    this((String) null);
  }

  /// A cancellation with the message given to [Future#cancel(String)].
  public CancelledError(@Nullable String message) {
    super(message);
    this.request = null;
  }

  CancelledError(CancelRequest request) {
    super(request.message());
    this.request = request;
  }

  /// The requester of the cancellation: the name of the task that called `cancel`, or the time
  /// limit, the task group, the thread, … that did; in debug mode with the place, as in `Task-3 at
  /// Client.java:41`.
  ///
  /// Null if the program constructed this error itself.
  public @Nullable String origin() {
    return request == null ? null : request.origin();
  }

  /// The request that this error carries out.
  CancelRequest request() {
    return request != null ? request : new CancelRequest(getMessage(), null, null);
  }

  /// The message, and the requester.
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message is the program's own
  public String toString() {
    String origin = origin();
    return origin == null ? super.toString() : super.toString() + " (asked by " + origin + ")";
  }
}
