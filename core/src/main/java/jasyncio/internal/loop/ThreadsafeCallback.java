package jasyncio.internal.loop;

import jasyncio.Context;

/// A handle that other threads may cancel: they wait while its callback runs, so that after
/// [#cancel()] it does not run and is not running.
public final class ThreadsafeCallback extends Callback {
  // whether the callback runs, with the monitor held; loop thread only
  private boolean running;

  public ThreadsafeCallback(Loop loop, Runnable callback, Context context) {
    super(loop, callback, context);
  }

  @Override
  public void cancel() {
    if (isWithinCallback()) {
      super.cancel();
    } else {
      synchronized (this) {
        super.cancel();
      }
    }
  }

  @Override
  public boolean cancelled() {
    if (isWithinCallback()) {
      return super.cancelled();
    }
    synchronized (this) {
      return super.cancelled();
    }
  }

  /// A reentrant monitor would suffice for the callback itself, but not for a task that it starts
  /// eagerly: the task has another thread, for which the callback waits.
  private boolean isWithinCallback() {
    return loop.isCurrent() && running;
  }

  @Override
  public Lane lane(boolean freesTasks) {
    return Lane.THREADS;
  }

  @Override
  public synchronized void run() {
    running = true;
    try {
      super.run();
    } finally {
      running = false;
    }
  }
}
