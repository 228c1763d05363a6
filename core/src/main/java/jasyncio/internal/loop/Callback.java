package jasyncio.internal.loop;

import jasyncio.Context;
import jasyncio.ExceptionContext;
import jasyncio.Handle;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.Origin;
import jasyncio.internal.base.TextForms;
import org.jspecify.annotations.Nullable;

/// A callback in a loop's queue. See [Handle].
public non-sealed class Callback extends Step implements Handle {
  final Loop loop;
  private final @Nullable Origin origin;
  private final Context context;

  // null once cancelled
  private @Nullable Runnable callback;

  /// A handle for `callback`, which is not queued yet.
  public Callback(Loop loop, Runnable callback, Context context) {
    this.loop = loop;
    this.origin = Origin.here(loop.getDebug());
    this.callback = callback;
    this.context = context;
  }

  @Override
  public void cancel() {
    callback = null;
  }

  @Override
  public boolean cancelled() {
    return callback == null;
  }

  @Override
  public final Context getContext() {
    return context;
  }

  /// The place where it was scheduled, in debug mode.
  public final @Nullable Origin origin() {
    return origin;
  }

  @Override
  public void run() {
    Runnable callback = this.callback;
    if (callback == null) {
      return;
    }
    Object outer = loop.enter(context);
    try {
      callback.run();
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      report(callback, t);
    } finally {
      loop.enter(outer);
    }
  }

  @Override
  public void dropped() {
    if (callback instanceof Droppable droppable) {
      droppable.dropped();
    }
  }

  private void report(Runnable callback, Throwable failure) {
    loop.callExceptionHandler(
        ExceptionContext.of("Exception in callback " + TextForms.ofCode(callback), failure)
            .withHandle(this));
  }

  final String state() {
    Runnable callback = this.callback;
    return (callback == null ? "cancelled" : TextForms.ofCode(callback)) + Origin.suffix(origin);
  }

  @Override
  public String toString() {
    return "Handle[" + state() + "]";
  }
}
