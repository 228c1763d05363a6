package jasyncio;

import jasyncio.internal.loop.Fatal;
import org.jspecify.annotations.Nullable;

/// A callback that a loop has been asked to run; cancels it as long as it has not run.
///
/// Belongs to the loop's thread, unless it came from [EventLoop#callSoonThreadsafe(Runnable)].
/// Mirrors `asyncio.Handle`.
public sealed class Handle extends Step permits TimerHandle, ThreadsafeHandle {
  final SelectorEventLoop loop;
  final @Nullable Origin origin;
  private final Context context;

  // null once cancelled
  private @Nullable Runnable callback;

  Handle(SelectorEventLoop loop, Runnable callback, Context context) {
    this.loop = loop;
    this.origin = Origin.here(loop.getDebug());
    this.callback = callback;
    this.context = context;
  }

  /// Keeps the callback from running; does nothing if it ran or was cancelled already. Mirrors
  /// `Handle.cancel`.
  public void cancel() {
    callback = null;
  }

  /// Whether [#cancel()] was called. Mirrors `Handle.cancelled`.
  public boolean cancelled() {
    return callback == null;
  }

  /// The context that the callback runs in. Mirrors `Handle.get_context`.
  public Context getContext() {
    return context;
  }

  @Override
  void run() {
    Runnable callback = this.callback;
    if (callback == null) {
      return;
    }
    Context outer = loop.enter(context);
    try {
      callback.run();
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      report(callback, t);
    } finally {
      loop.enter(outer);
    }
  }

  private void report(Runnable callback, Throwable failure) {
    loop.callExceptionHandler(
        ExceptionContext.of("Exception in callback " + callback, failure).withHandle(this));
  }

  String state() {
    Runnable callback = this.callback;
    return (callback == null ? "cancelled" : Texts.ofCode(callback)) + Origin.suffix(origin);
  }

  @Override
  public String toString() {
    return "Handle[" + state() + "]";
  }
}
