package jasyncio;

import jasyncio.internal.base.DropWatch;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.base.Unit;

/// The exception of a failed future, and whether it was retrieved.
///
/// If the future is dropped, or its loop closed, before the exception was retrieved, the exception
/// goes to the loop's exception handler, so that none is lost.
final class UnretrievedException extends DropWatch<Future<?>> {
  private final TaskLoop loop;
  private final Throwable exception;
  private final Context context;

  // for the text form of a future that is gone
  private final FutureIdentity identity;

  // loop thread; the thread of dropped futures reads it after the future has become unreachable
  private volatile boolean retrieved;

  private UnretrievedException(Future<?> future, Throwable exception) {
    super(future);
    this.loop = future.loop;
    this.exception = exception;
    this.context = future.failureContext();
    this.identity = future.identity();
  }

  /// The exception of `future`, reported unless it is retrieved.
  static UnretrievedException watched(Future<?> future, Throwable exception) {
    UnretrievedException failure = new UnretrievedException(future, exception);
    failure.loop.unretrieved().add(failure);
    return failure;
  }

  /// The exception, which counts as retrieved from now on.
  Throwable retrieve() {
    markRetrieved();
    return exception;
  }

  /// The exception, for a text about it.
  Throwable exception() {
    return exception;
  }

  void markRetrieved() {
    if (!retrieved) {
      retrieved = true;
      loop.unretrieved().remove(this);
    }
  }

  @Override
  protected void dropped() {
    if (!retrieved) {
      loop.reportFromAnywhere(this);
    }
  }

  /// Tells the exception handler, once, in the context of the future. Loop thread, or the thread
  /// that closes the loop.
  void report() {
    if (retrieved) {
      return;
    }
    markRetrieved();
    try {
      context.run(() -> {
        loop.callExceptionHandler(
            ExceptionContext.of(identity.kind() + " exception was never retrieved", exception)
                .withFuture(get())
                .withSubject(identity.text(exception), identity.origin()));
        return Unit.VALUE;
      });
    } catch (Exception e) {
      throw Sneaky.<RuntimeException>unchecked(e);
    }
  }

  @Override
  public String toString() {
    return TextForms.ofFailure(exception);
  }
}
