package jasyncio.test;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The result of a run.
///
/// @param schedule the schedule that repeats the run exactly: it lists the choices by their numbers
///   instead of drawing them
/// @param hash a hash of all decisions and of the outcome: the same wherever and however often the
///   run is repeated
/// @param elapsed the virtual time of the run
/// @param failure the failure of the program, or else of the simulation; null if there was none
public record Result(Schedule schedule, long hash, Duration elapsed, @Nullable Throwable failure) {
  /// Returns whether the run failed.
  public boolean failed() {
    return failure != null;
  }
}
