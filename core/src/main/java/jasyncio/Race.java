package jasyncio;

import jasyncio.internal.loop.Await;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A race of several coroutines, won by the first that succeeds.
final class Race {
  private Race() {}

  static <T extends @Nullable Object> Coroutine<T> of(
      Collection<? extends Coroutine<? extends T>> contenders) {
    List<Coroutine<? extends T>> copy = List.copyOf(contenders);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("nobody to race");
    }
    return () -> run(TaskLoop.ofTask(), copy);
  }

  private static <T extends @Nullable Object> T run(
      TaskLoop loop, List<Coroutine<? extends T>> contenders) {
    List<Future<T>> runners = new ArrayList<>();
    for (Coroutine<? extends T> contender : contenders) {
      runners.add(Futures.child(loop, contender));
    }
    try {
      return firstSuccess(runners);
    } finally {
      stop(loop, runners);
    }
  }

  private static <T extends @Nullable Object> T firstSuccess(List<Future<T>> runners) {
    List<Throwable> failures = new ArrayList<>();
    Collection<Future<T>> running = runners;
    while (!running.isEmpty()) {
      Waited<T> waited = Await.await(Waiting.on(running, ReturnWhen.FIRST_COMPLETED, null));
      for (Future<T> ended : waited.done()) {
        if (!ended.cancelled() && !ended.failed()) {
          return ended.result();
        }
        failures.add(
            ended.cancelled() ? ended.cancelledError() : Objects.requireNonNull(ended.exception()));
      }
      running = waited.pending();
    }
    throw new ExceptionGroup("nobody won the race", failures);
  }

  /// Cancels the runners that are not done and waits until they have ended; their failures then go
  /// to the exception handler, because the race is decided.
  private static <T extends @Nullable Object> void stop(TaskLoop loop, List<Future<T>> runners) {
    Set<Future<T>> losers = new LinkedHashSet<>(runners);
    losers.removeIf(Future::done);
    if (losers.isEmpty()) {
      return;
    }
    losers.forEach(loser -> loser.cancel("the race is decided"));
    Await.await(Gather.outcomes(loop, losers));
    for (Future<T> loser : losers) {
      if (!loser.cancelled() && loser.failed()) {
        loop.callExceptionHandler(
            ExceptionContext.of("a loser of a race failed in its cleanup", loser.exception())
                .withFuture(loser));
      }
    }
  }
}
