package jasyncio;

/// A handle that other threads may cancel: they wait while its callback runs, so that after
/// [#cancel()] it does not run and is not running.
final class ThreadsafeHandle extends Handle {

  ThreadsafeHandle(SelectorEventLoop loop, Runnable callback, Context context) {
    super(loop, callback, context);
  }

  // The monitor is held while the callback runs; being reentrant, it lets the callback cancel its
  // own handle.

  @Override
  public synchronized void cancel() {
    super.cancel();
  }

  @Override
  public synchronized boolean cancelled() {
    return super.cancelled();
  }

  @Override
  synchronized void run() {
    super.run();
  }
}
