package jasyncio;

import java.util.Arrays;

/// Where a task awaited what had failed elsewhere; its stack trace is that place.
///
/// An exception that crosses from task to task is one object, with the stack trace of the task that
/// failed. In debug mode each await adds one of these as a suppressed exception, so that the way it
/// came can be read.
public final class AwaitedAt extends Exception {
  private static final long serialVersionUID = 1;

  private AwaitedAt(String message) {
    super(message, null, false, true);
  }

  /// Adds the caller's place to `failure`, unless it is there already.
  static void addTo(Throwable failure, Task<?> awaiting) {
    AwaitedAt place = new AwaitedAt("awaited by " + awaiting.getName());
    boolean known =
        Arrays.stream(failure.getSuppressed())
            .anyMatch(other ->
                other instanceof AwaitedAt
                    && Arrays.equals(other.getStackTrace(), place.getStackTrace()));
    if (!known) {
      failure.addSuppressed(place);
    }
  }
}
