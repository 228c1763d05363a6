package jasyncio;

import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.Forwarder;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A future that follows another and can be cancelled without it.
final class Shield {
  // One object for all: removing and adding it again leaves one report, even if many shields of the
  // same future were cancelled.
  private static final Consumer<Future<?>> REPORT = Shield::report;

  private Shield() {}

  static <T extends @Nullable Object> Future<T> of(Awaitable<T> awaitable) {
    Future<T> inner = Futures.ensure(awaitable);
    if (inner.done()) {
      return inner;
    }
    Future<T> outer = new Outer<>(inner);
    Consumer<Future<T>> follow = new Follow<>(outer);
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

  private static final class Outer<T extends @Nullable Object> extends OwnFuture<T> {
    private final Future<T> inner;

    Outer(Future<T> inner) {
      super(inner.loop);
      this.inner = inner;
    }

    @Override
    @Nullable Collection<? extends Future<?>> dependsOn() {
      return List.of(inner);
    }

    @Override
    String awaitedAs() {
      return TextForms.nested(this, () -> "shielded " + inner.awaitedAs());
    }
  }

  /// Hands the outcome of the inner future to the outer one.
  private record Follow<T extends @Nullable Object>(Future<T> outer)
      implements Consumer<Future<T>>, Forwarder {
    @Override
    public void accept(Future<T> inner) {
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

    @Override
    public List<Future<?>> served() {
      return outer.done() ? List.of() : List.of(outer);
    }

    @Override
    public String toString() {
      return "shield";
    }
  }

  /// Reports a failure of the inner future, which is no longer awaited and would otherwise be lost.
  private static void report(Future<?> inner) {
    if (!inner.cancelled() && inner.failed()) {
      Throwable failure = Objects.requireNonNull(inner.exception());
      inner.loop.callExceptionHandler(
          ExceptionContext.of(failure.getClass().getSimpleName() + " in shielded future", failure)
              .withFuture(inner));
    }
  }
}
