package jasyncio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a task awaited what had failed elsewhere; its stack trace is that place.
///
/// An exception that crosses from task to task is one object, with the stack trace of the task that
/// failed. Each await notes one of these, which [Traceback] shows; in debug mode it is also a
/// suppressed exception of what crossed, so that any trace tells the way.
public final class AwaitedAt extends Exception {
  private static final long serialVersionUID = 1;

  private final String by;
  private final @Nullable String from;
  private final String through;

  // the numbers of the tasks, by which the steps of a way are put together; 0 for no task
  final long byNumber;
  final long fromNumber;

  /// @param from the task that failed, or null if what is awaited is not done by a task
  /// @param through what of the library is between, as ` in gather`; empty if nothing is
  /// @param placed whether the caller's place is of interest
  AwaitedAt(Task<?> by, @Nullable Task<?> from, String through, boolean placed) {
    super(null, null, false, placed);
    this.by = by.getName();
    this.byNumber = by.number();
    this.from = from == null ? null : from.getName();
    this.fromNumber = from == null ? 0 : from.number();
    this.through = through;
  }

  /// The task that awaited.
  String by() {
    return by;
  }

  /// The task that failed; null if it was none.
  @Nullable String from() {
    return from;
  }

  /// Who awaited, and by way of what.
  @Override
  public String getMessage() {
    return "awaited by " + by + through;
  }

  /// Adds this to what `failure` suppressed, unless the place is there already.
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
