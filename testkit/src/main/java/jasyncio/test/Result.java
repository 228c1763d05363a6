package jasyncio.test;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a run went.
///
/// @param schedule what repeats it exactly, by the numbers of its choices instead of by drawing
///   them
/// @param hash of all decisions and of the outcome: the same wherever and however often the run is
///   repeated
/// @param elapsed how much virtual time it took
/// @param failure what the program, or else the simulation, failed with; null if all was well
public record Result(Schedule schedule, long hash, Duration elapsed, @Nullable Throwable failure) {
  /// Whether the run failed.
  public boolean failed() {
    return failure != null;
  }
}
