package jasyncio;

/// A task's wait for a point in time.
final class Sleep implements Runnable {
  private final Future<Void> over;

  private Sleep(SelectorEventLoop loop) {
    this.over = new Future<>(loop);
  }

  static void await(Task<?> task, long nanos) {
    SelectorEventLoop loop = task.loop;
    Sleep sleep = new Sleep(loop);
    TimerHandle timer = loop.callAt(loop.time() + nanos, sleep, loop.context());
    try {
      task.await(sleep.over);
    } finally {
      timer.cancel();
    }
  }

  @Override
  public void run() {
    if (!over.done()) {
      over.complete(Nothing.VALUE);
    }
  }

  @Override
  public String toString() {
    return "sleep";
  }
}
