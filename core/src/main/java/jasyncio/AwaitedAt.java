package jasyncio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The place where a task awaited a failed task or future; its stack trace is that place.
///
/// An exception that crosses from task to task is one object, with the stack trace of the task that
/// failed. Each await records one of these, which [Traceback] shows; in debug mode it is also a
/// suppressed exception of the failure, so that any stack trace shows the path.
public final class AwaitedAt extends Exception {
  private static final long serialVersionUID = 1;

  private final String by;
  private final @Nullable String from;
  private final String through;

  // the numbers of the tasks, by which the steps of a path are joined; 0 for no task
  final long byNumber;
  final long fromNumber;

  /// @param from the task that failed, or null if the awaited future does not belong to a task
  /// @param through the combinator in between, as ` in gather`; empty if there is none
  /// @param placed whether to record the caller's place
  AwaitedAt(
      String by,
      long byNumber,
      @Nullable String from,
      long fromNumber,
      String through,
      boolean placed) {
    super(null, null, false, placed);
    this.by = by;
    this.byNumber = byNumber;
    this.from = from;
    this.fromNumber = fromNumber;
    this.through = through;
  }

  /// The name of the task that awaited.
  String by() {
    return by;
  }

  /// The name of the task that failed; null if there was none.
  @Nullable String from() {
    return from;
  }

  /// The task that awaited, and the combinator in between.
  @Override
  public String getMessage() {
    return "awaited by " + by + through;
  }

  /// Adds this to the suppressed exceptions of `failure`, unless the same place is there already.
  void addTo(Throwable failure) {
    boolean known =
        Arrays.stream(failure.getSuppressed())
            .anyMatch(other ->
                other instanceof AwaitedAt
                    && Arrays.equals(other.getStackTrace(), getStackTrace()));
    if (!known) {
      failure.addSuppressed(this);
    }
  }
}
