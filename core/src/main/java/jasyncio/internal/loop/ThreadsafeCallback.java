package jasyncio.internal.loop;

import jasyncio.Context;

/// A handle that other threads may cancel: they wait while its callback runs, so that after
/// [#cancel()] it does not run and is not running.
///
/// The loop's thread runs the callback while it holds the monitor. Code on the loop has no need of
/// that, since nothing runs beside it, and must not wait for it: the code may be a task, which
/// would be suspended, or a task that the callback itself starts eagerly.
public final class ThreadsafeCallback extends Callback {
  public ThreadsafeCallback(Loop loop, Runnable callback, Context context) {
    super(loop, callback, context);
  }

  @Override
  public void cancel() {
    if (loop.isCurrent()) {
      super.cancel();
    } else {
      synchronized (this) {
        super.cancel();
      }
    }
  }

  @Override
  public boolean cancelled() {
    if (loop.isCurrent()) {
      return super.cancelled();
    }
    synchronized (this) {
      return super.cancelled();
    }
  }

  @Override
  public Lane lane(boolean freesTasks) {
    return Lane.THREADS;
  }

  @Override
  public synchronized void run() {
    super.run();
  }
}
