package jasyncio.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// A search for a schedule with which a program fails, and then for the simplest such schedule.
///
/// The first run is in order, the others take the seeds 1, 2, 3 and so on. The deviations from the
/// order of a failing run are removed piece by piece as long as a failure of the same type remains;
/// the deviations that are left are those that matter. The delays stay those of the seed.
public final class Explorer {
  private static final int MOST_TRIES_TO_SHRINK = 400;

  private final Function<Schedule, Result> runs;
  private final Duration shrinkLimit;

  /// An explorer of `program`, which it runs many times. State that the runs share, such as a
  /// field, must be set up anew by the program.
  public Explorer(Program program, SimulationOptions options) {
    Objects.requireNonNull(program, "program");
    Objects.requireNonNull(options, "options");
    this(schedule -> Simulation.run(program, schedule, options), options.realLimit());
  }

  /// @param runs runs the program with a schedule
  Explorer(Function<Schedule, Result> runs, Duration shrinkLimit) {
    this.runs = runs;
    this.shrinkLimit = shrinkLimit;
  }

  /// The result of a search that found a failure.
  ///
  /// @param seed the seed with which the program failed first
  /// @param result the result of the simplest failing run; its schedule repeats it
  public record Finding(long seed, Result result) {}

  /// Runs the program with `seeds` schedules, until it fails; empty if it does not.
  ///
  /// @throws IllegalArgumentException if there is no seed
  public Optional<Finding> explore(int seeds) {
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds < 1: " + seeds);
    }
    for (long seed = 0; seed < seeds; seed++) {
      Result result = run(Schedule.of(seed));
      if (result.failed()) {
        return Optional.of(new Finding(seed, shrink(result)));
      }
    }
    return Optional.empty();
  }

  private Result run(Schedule schedule) {
    return runs.apply(schedule);
  }

  /// Returns the run with the fewest deviations that is found to fail: leaves out smaller and
  /// smaller parts of them, as delta debugging does. Takes no longer than the limit of a run,
  /// except for the last run.
  private Result shrink(Result failed) {
    Result best = failed;
    long until = System.nanoTime() + shrinkLimit.toNanos();
    int tries = 0;
    int part = Math.max(1, size(best));
    while (part >= 1) {
      int before = size(best);
      for (int from = 0; from < size(best) && tries < MOST_TRIES_TO_SHRINK; tries++) {
        if (System.nanoTime() - until > 0) {
          return best;
        }
        Result shorter = run(without(best.schedule(), from, from + part));
        if (isLike(failed, shorter) && size(shorter) < size(best)) {
          best = shorter;
        } else {
          from += part;
        }
      }
      // an earlier part may have been needed only for a part that was left out later
      boolean again = part == 1 && size(best) < before && tries < MOST_TRIES_TO_SHRINK;
      part = again ? 1 : part / 2;
    }
    return best;
  }

  /// Returns whether both failed in the same manner: one failure must not be simplified to another.
  private static boolean isLike(Result one, Result other) {
    if (one.failure() instanceof SimulationFailure first
        && other.failure() instanceof SimulationFailure second) {
      return first.kind() == second.kind();
    }
    return one.failed() && other.failed() && typeOfFailure(one).equals(typeOfFailure(other));
  }

  private static Class<?> typeOfFailure(Result failed) {
    return Objects.requireNonNull(failed.failure()).getClass();
  }

  private static int size(Result result) {
    return deviations(result.schedule()).size();
  }

  private static SortedMap<Integer, Integer> deviations(Schedule schedule) {
    return Objects.requireNonNull(schedule.deviations()); // the schedule of a result has them
  }

  private static Schedule without(Schedule schedule, int from, int to) {
    List<Map.Entry<Integer, Integer>> left = new ArrayList<>(deviations(schedule).entrySet());
    left.subList(from, Math.min(to, left.size())).clear();
    var kept = new TreeMap<Integer, Integer>();
    left.forEach(choice -> kept.put(choice.getKey(), choice.getValue()));
    return new Schedule(schedule.seed(), kept);
  }
}
