package jasyncio;

/// One thing that a turn of the loop runs: a callback, a part of a task, a channel that is ready.
abstract class Step {
  /// What does nothing.
  static final Step NOTHING =
      new Step() {
        @Override
        void run() {}
      };

  /// What it is called in a list of callbacks.
  String asCallback() {
    return toString();
  }

  /// What it is a part of, for those who observe the loop.
  Object work() {
    return this;
  }

  /// Runs on the loop's thread, outside any fiber. Throws nothing but what shall end the run.
  abstract void run();
}
