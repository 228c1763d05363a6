package jasyncio;

import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.Forwarder;
import jasyncio.internal.loop.Callback;
import jasyncio.internal.loop.Step;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A callback that waits for a future, and runs with it once it is done. Loop thread only.
final class DoneCallback<T extends @Nullable Object> extends Step {
  private final Future<T> future;
  private final Consumer<? super Future<T>> callback;
  private final Context context;

  DoneCallback(Future<T> future, Consumer<? super Future<T>> callback, Context context) {
    this.future = future;
    this.callback = callback;
    this.context = context;
  }

  /// Returns whether `step` runs `callback`.
  static boolean is(Step step, Consumer<?> callback) {
    return step instanceof DoneCallback<?> done && done.callback.equals(callback);
  }

  /// The futures to which a done-callback passes the outcome on; empty for other steps, and other
  /// callbacks.
  static Collection<? extends Future<?>> servedBy(Step waiter) {
    return waiter instanceof DoneCallback<?> done && done.callback instanceof Forwarder forwarder
        ? forwarder.served()
        : List.of();
  }

  @Override
  public void run() {
    Object outer = future.loop.enter(context);
    try {
      callback.accept(future);
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      report(t);
    } finally {
      future.loop.enter(outer);
    }
  }

  private void report(Throwable failure) {
    future.loop.callExceptionHandler(
        ExceptionContext.of("Exception in callback " + asCallback(), failure)
            .withFuture(future)
            .withHandle(new Callback(future.loop, new Call<>(callback, future), context)));
  }

  /// The call, for the handle in the report.
  private record Call<T extends @Nullable Object>(
      Consumer<? super Future<T>> callback, Future<T> future) implements Runnable {
    @Override
    public void run() {
      callback.accept(future);
    }

    @Override
    public String toString() {
      return TextForms.ofCode(callback);
    }
  }

  @Override
  public String asCallback() {
    return TextForms.ofCode(callback);
  }

  @Override
  public String toString() {
    return "done-callback " + asCallback();
  }
}
