package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import org.jspecify.annotations.Nullable;

/// Thrown at the `await` of a task that was asked to cancel, and by who asks a cancelled future for
/// its result.
///
/// An `Error`, so that `catch (Exception e)` does not swallow a cancellation. Who catches it cleans
/// up and rethrows. Mirrors `asyncio.CancelledError`; its argument is [#getMessage()]. Beyond
/// asyncio, it knows who asked: see [#origin()].
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

  /// Who asked to cancel: the name of the task that called `cancel`, or the time limit, the task
  /// group, the thread, … that did; in debug mode also where, as in `Task-3 at Client.java:41`.
  ///
  /// Null if a program made this error by itself.
  public @Nullable String origin() {
    return request == null ? null : request.origin();
  }

  /// What this error is the answer to.
  CancelRequest request() {
    return request != null ? request : new CancelRequest(getMessage(), null, null);
  }

  /// The message, and who asked.
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message is what the program said
  public String toString() {
    String origin = origin();
    return origin == null ? super.toString() : super.toString() + " (asked by " + origin + ")";
  }
}
