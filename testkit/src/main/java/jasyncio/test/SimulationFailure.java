package jasyncio.test;

import org.jspecify.annotations.Nullable;

/// Thrown for a program that did not fail by itself, but that its simulation found at fault: it can
/// never continue, takes too long, leaves tasks or sockets behind, or had an exception that was
/// never retrieved.
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  /// The kinds of faults.
  public enum Kind {
    /// Nothing can run, and no time limit or delay is set that would change that.
    DEADLOCK,
    /// A limit of [SimulationOptions] in virtual or real time has passed.
    TIME_LIMIT,
    /// Tasks continued after the program's end.
    LEAKED_TASKS,
    /// Sockets stayed open after the program's end.
    LEAKED_SOCKETS,
    /// The loop's exception handler got a report that the program did not take.
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

  /// The kind of the fault.
  public Kind kind() {
    return kind;
  }
}
