package jasyncio.test;

import jasyncio.internal.loop.StepChooser;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A scheduler that chooses steps by a [Schedule], and records each choice that was not the first.
/// Loop thread only.
final class SeededScheduler implements StepChooser {
  /// The manner in which a seed chooses. Different bugs need different orders: many changes, few
  /// among many choices, or one task that is left behind by all others.
  private enum Temper {
    WILD,
    MILD,
    BACKWARDS
  }

  private static final double MILD_DEVIATES = 0.1;
  private static final double BACKWARDS_DEVIATES = 0.8;

  private final Schedule schedule;
  private final boolean freesTasks;
  private final Trace trace;
  private final Runnable beforeStep;
  private final SeededRandom random;
  private final Temper temper;
  private final SortedMap<Integer, Integer> deviations = new TreeMap<>();
  private int choices;

  /// @param beforeStep runs before each step, and may throw to end the run
  SeededScheduler(Schedule schedule, boolean freesTasks, Trace trace, Runnable beforeStep) {
    this.schedule = schedule;
    this.freesTasks = freesTasks;
    this.trace = trace;
    this.beforeStep = beforeStep;
    this.random = new SeededRandom(schedule.seed(), 1);
    this.temper = Temper.values()[random.nextInt(Temper.values().length)];
  }

  @Override
  public boolean freesTasks() {
    return freesTasks;
  }

  @Override
  public int choose(int count) {
    beforeStep.run();
    int chosen = count == 1 ? 0 : chooseAnew(count);
    trace.add(count);
    trace.add(chosen);
    return chosen;
  }

  private int chooseAnew(int count) {
    int choice = choices++;
    @Nullable SortedMap<Integer, Integer> given = schedule.deviations();
    int chosen =
        given != null
            ? Math.min(given.getOrDefault(choice, 0), count - 1)
            : schedule.isCalm() ? 0 : draw(count);
    if (chosen != 0) {
      deviations.put(choice, chosen);
    }
    return chosen;
  }

  private int draw(int count) {
    return switch (temper) {
      case WILD -> random.nextInt(count);
      case MILD -> random.happens(MILD_DEVIATES) ? random.nextInt(count) : 0;
      case BACKWARDS -> random.happens(BACKWARDS_DEVIATES) ? count - 1 : random.nextInt(count);
    };
  }

  /// The choices that were not the first.
  SortedMap<Integer, Integer> deviations() {
    return deviations;
  }
}
