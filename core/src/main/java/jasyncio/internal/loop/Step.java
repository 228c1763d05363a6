package jasyncio.internal.loop;

/// A unit of work in a turn of the loop: a callback, a part of a task, the callback of a ready
/// channel.
public abstract class Step {
  /// A step that does nothing.
  public static final Step NOTHING =
      new Step() {
        @Override
        public void run() {}
      };

  /// The order that a step keeps when a [jasyncio.internal.loop.StepChooser] chooses.
  public enum Lane {
    /// A lane of the step's own: it may overtake all others.
    OWN,
    /// The lane of `callSoon` and of most of the library's own steps.
    CALL_SOON,
    /// The lane of steps from other threads.
    THREADS
  }

  /// A step that does `work`, and that observers see under `name`.
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

  /// The name of this step in a list of callbacks.
  public String asCallback() {
    return toString();
  }

  /// The work that this step is a part of, such as a task, for observers.
  public Object work() {
    return this;
  }

  /// The lane of this step.
  ///
  /// @param freesTasks see [jasyncio.internal.loop.StepChooser#freesTasks()]
  public Lane lane(boolean freesTasks) {
    return Lane.CALL_SOON;
  }

  /// Does the work, on the loop's thread outside any fiber. An exception ends the run.
  public abstract void run();

  /// Called if the step will not run, because its loop has closed. On the thread that closes the
  /// loop, or on the sender's. Must not throw.
  public void dropped() {}
}
