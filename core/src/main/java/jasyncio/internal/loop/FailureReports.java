package jasyncio.internal.loop;

import jasyncio.AsyncioException;
import jasyncio.ExceptionContext;
import jasyncio.ExceptionHandler;
import jasyncio.internal.base.Fatal;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// The way of a failure that no task awaits: to the program's exception handler, or else to the
/// loop's default one, whose own failures are logged. Loop thread, or the one thread that prepares
/// or closes the loop.
final class FailureReports {
  private final Loop loop;
  private @Nullable ExceptionHandler handler;

  FailureReports(Loop loop) {
    this.loop = loop;
  }

  void setHandler(@Nullable ExceptionHandler handler) {
    this.handler = handler;
  }

  @Nullable ExceptionHandler handler() {
    return handler;
  }

  void report(ExceptionContext context) {
    ExceptionHandler handler = this.handler;
    if (handler == null) {
      reportByDefault(context);
      return;
    }
    try {
      handler.handle(loop, context);
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      t.addSuppressed(
          new AsyncioException("while handling: " + context.message(), context.exception()));
      reportByDefault(ExceptionContext.of("Unhandled error in exception handler", t));
    }
  }

  private void reportByDefault(ExceptionContext context) {
    try {
      loop.defaultExceptionHandler(context);
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      LoopLog.log(Level.ERROR, () -> "Exception in default exception handler", t);
    }
  }
}
