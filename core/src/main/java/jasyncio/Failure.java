package jasyncio;

import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.Unit;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;

/// What a future failed with, and whether anybody has looked at it.
///
/// If the future is dropped, or its loop closed, before somebody did, the failure goes to the
/// loop's exception handler: no exception is lost.
final class Failure {
  private static final Cleaner CLEANER = Cleaner.create();

  private final TaskLoop loop;
  private final Throwable exception;
  private final Context context;
  private final String kind;
  private final WeakReference<Future<?>> future;

  // loop thread, but for the Cleaner's read after the future has become unreachable
  private volatile boolean seen;

  private Failure(Future<?> future, Throwable exception) {
    this.loop = future.loop;
    this.exception = exception;
    this.context = future.failureContext();
    this.kind = future.kind();
    this.future = new WeakReference<>(future);
  }

  /// A failure that is reported unless somebody looks at it.
  static Failure watched(Future<?> future, Throwable exception) {
    Failure failure = new Failure(future, exception);
    failure.loop.unseenFailures().add(failure);
    // must not capture the future itself, which would keep it from ever being dropped
    CLEANER.register(future, failure::dropped);
    return failure;
  }

  /// The exception, which counts as seen from now on.
  Throwable look() {
    seen();
    return exception;
  }

  /// The exception, for those who only describe it.
  Throwable exception() {
    return exception;
  }

  void seen() {
    if (!seen) {
      seen = true;
      loop.unseenFailures().remove(this);
    }
  }

  /// Cleaner's thread.
  private void dropped() {
    if (!seen) {
      loop.reportFromAnywhere(this);
    }
  }

  /// Tells the exception handler, once, in the context of what failed. Loop thread, or the thread
  /// that closes the loop.
  void report() {
    if (seen) {
      return;
    }
    seen();
    try {
      context.run(() -> {
        loop.callExceptionHandler(
            ExceptionContext.of(kind + " exception was never retrieved", exception)
                .withFuture(future.get()));
        return Unit.VALUE;
      });
    } catch (Exception e) {
      throw Sneaky.<RuntimeException>unchecked(e);
    }
  }

  @Override
  public String toString() {
    return exception.toString();
  }
}
