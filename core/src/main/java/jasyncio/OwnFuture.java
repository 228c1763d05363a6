package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import org.jspecify.annotations.Nullable;

/// A future of the library's own: no program can have overridden how it is cancelled.
///
/// @param <T> the type of the value
abstract class OwnFuture<T extends @Nullable Object> extends Future<T> {
  OwnFuture(EventLoop loop) {
    super(loop);
  }

  @Override
  boolean cancelFor(CancelRequest request) {
    return cancelHere(request);
  }

  @Override
  public final boolean cancel(@Nullable String message) {
    return cancelFor(loop.requestToCancel(message));
  }
}
