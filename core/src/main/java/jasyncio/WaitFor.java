package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.base.Unit;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.graph.Forwarder;
import jasyncio.internal.loop.Await;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The wait for an awaitable within a limit. See [Asyncio#waitFor(Awaitable, Duration)].
final class WaitFor {
  private WaitFor() {}

  // coroutines of this class, so that a traceback names `waitFor` as the operation
  static <T extends @Nullable Object> Coroutine<T> waitFor(
      Awaitable<T> awaitable, @Nullable Duration timeout) {
    if (timeout != null && !timeout.isPositive()) {
      return () -> noTime(awaitable, timeout);
    }
    Coroutine<T> limited = Timeout.timeout(timeout, _ -> Await.await(awaitable));
    return () -> limited.run();
  }

  private static <T extends @Nullable Object> T noTime(Awaitable<T> awaitable, Duration timeout) {
    Future<T> future = Futures.ensure(awaitable);
    if (future.done()) {
      return future.result();
    }
    String limit = "timeout of " + Durations.text(timeout);
    cancelAndWait(future, CancelRequest.by(limit, limit + " expired"));
    try {
      return future.result();
    } catch (CancelledError e) {
      throw new TimeoutException(limit + " expired", e);
    }
  }

  /// The callback is there before the request is made: a future that ends at once wakes the waiter
  /// one turn later, as in asyncio.
  private static void cancelAndWait(Future<?> future, CancelRequest request) {
    Future<Void> ended = new Waiter<>(future.loop, "waitFor", future);
    Consumer<Future<?>> release = new Release(ended);
    future.addDoneCallback(release);
    try {
      future.cancelFor(request);
      Await.await(ended);
    } finally {
      future.removeDoneCallback(release);
    }
  }

  private record Release(Future<Void> ended) implements Consumer<Future<?>>, Forwarder {
    @Override
    public void accept(Future<?> future) {
      if (!ended.done()) {
        ended.complete(Unit.VALUE);
      }
    }

    @Override
    public List<Future<?>> served() {
      return List.of(ended);
    }
  }
}
