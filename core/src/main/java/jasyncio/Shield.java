package jasyncio;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A future that follows another and can be cancelled without it.
final class Shield {
  // One object for all: taking back and adding it again leaves one report however many shields of
  // the same future were cancelled.
  private static final Consumer<Future<?>> REPORT = Shield::report;

  private Shield() {}

  static <T extends @Nullable Object> Future<T> of(Awaitable<T> awaitable) {
    Future<T> inner = Futures.ensure(awaitable);
    if (inner.done()) {
      return inner;
    }
    Future<T> outer = new Future<>(inner.loop);
    Consumer<Future<T>> follow = _ -> follow(inner, outer);
    inner.addDoneCallback(follow);
    outer.addDoneCallback(_ -> {
      if (!inner.done()) {
        inner.removeDoneCallback(follow);
        inner.removeDoneCallback(REPORT);
        inner.addDoneCallback(REPORT);
      }
    });
    return outer;
  }

  private static <T extends @Nullable Object> void follow(Future<T> inner, Future<T> outer) {
    if (outer.done()) {
      return;
    }
    if (inner.cancelled()) {
      outer.cancelFor(inner.cancelRequest().saying(null));
    } else if (inner.failed()) {
      outer.fail(Objects.requireNonNull(inner.exception()));
    } else {
      outer.complete(inner.result());
    }
  }

  /// Nobody waits for the inner future any more, so its failure would be lost.
  private static void report(Future<?> inner) {
    if (!inner.cancelled() && inner.failed()) {
      Throwable failure = Objects.requireNonNull(inner.exception());
      inner.loop.callExceptionHandler(
          ExceptionContext.of(failure.getClass().getSimpleName() + " in shielded future", failure)
              .withFuture(inner));
    }
  }
}
