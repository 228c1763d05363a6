package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.loop.Await;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `waitFor` with a limit of zero.
final class WaitFor {
  private WaitFor() {}

  static <T extends @Nullable Object> T noTime(Awaitable<T> awaitable, Duration timeout) {
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

  private static void cancelAndWait(Future<?> future, CancelRequest request) {
    Future<List<Outcome<@Nullable Object>>> ended = Gather.outcomes(List.of(future));
    future.cancelFor(request);
    Await.await(Shield.of(ended));
  }
}
