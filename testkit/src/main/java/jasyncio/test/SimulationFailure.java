package jasyncio.test;

import org.jspecify.annotations.Nullable;

/// A program did not fail by itself, but its simulation found it at fault: it can never go on,
/// takes too long, leaves something behind, or had an exception that nobody looked at.
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  /// The kinds of faults.
  public enum Kind {
    /// Nothing can run, and no time limit or delay is set that would change that.
    DEADLOCK,
    /// A limit of [SimulationOptions] in virtual or real time has passed.
    TIME_LIMIT,
    /// Tasks went on after the program's end.
    LEAKED_TASKS,
    /// Sockets stayed open after the program's end.
    LEAKED_SOCKETS,
    /// The loop's exception handler got something that the program did not expect.
    REPORTED,
    /// A step of the loop blocked its thread.
    BLOCKING_CALL
  }

  private final Kind kind;

  SimulationFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  SimulationFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// What the fault is.
  public Kind kind() {
    return kind;
  }
}
