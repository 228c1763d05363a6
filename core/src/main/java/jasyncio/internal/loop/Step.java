package jasyncio.internal.loop;

/// One thing that a turn of the loop runs: a callback, a part of a task, a channel that is ready.
public abstract class Step {
  /// What does nothing.
  public static final Step NOTHING =
      new Step() {
        @Override
        public void run() {}
      };

  /// What keeps an order when a [jasyncio.internal.loop.Scheduler] chooses.
  public enum Lane {
    /// The step alone: it may overtake all others.
    OWN,
    /// What `callSoon` queued, and much of the library's own.
    CALL_SOON,
    /// What came from other threads.
    THREADS
  }

  /// What does `work`, and is called `name` by those who observe the loop.
  public static Step named(String name, Runnable work) {
    return new Step() {
      @Override
      public void run() {
        work.run();
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  /// What it is called in a list of callbacks.
  public String asCallback() {
    return toString();
  }

  /// What it is a part of, for those who observe the loop.
  public Object work() {
    return this;
  }

  /// Whom it must not overtake.
  ///
  /// @param freesTasks see [jasyncio.internal.loop.Scheduler#freesTasks()]
  public Lane lane(boolean freesTasks) {
    return Lane.CALL_SOON;
  }

  /// Runs on the loop's thread, outside any fiber. Throws nothing but what shall end the run.
  public abstract void run();

  /// Learns that the step will not run, because its loop has closed. On the thread that closes the
  /// loop, or on the sender's. Must not throw.
  public void dropped() {}
}
