package jasyncio.test;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The complete input of a run: a seed, and optionally the choices of order that deviate from first
/// come, first served.
///
/// The text form is `42`, or `42:17=1,30=2`: with seed 42, but all in order except that the choice
/// numbered 17 took the step numbered 1 of those that were ready, and so on.
///
/// @param seed 0 keeps to the order and gives every delay its plain length; any other draws both
/// @param deviations the choices of order that are not the first; null draws them from the seed
public record Schedule(long seed, @Nullable SortedMap<Integer, Integer> deviations) {
  /// The schedule that runs steps first come, first served.
  public static final Schedule IN_ORDER = new Schedule(0, null);

  /// Copies the map.
  public Schedule {
    deviations = deviations == null ? null : new TreeMap<>(deviations);
  }

  /// A schedule that draws everything from `seed`.
  public static Schedule of(long seed) {
    return new Schedule(seed, null);
  }

  /// Reads the text form.
  ///
  /// @throws IllegalArgumentException if `text` is not a schedule
  public static Schedule parse(String text) {
    String[] parts = text.strip().split(":", -1);
    try {
      long seed = Long.parseLong(parts[0]);
      return parts.length == 1 ? of(seed) : new Schedule(seed, parseDeviations(parts[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "a schedule such as 42 or 42:17=1,30=2 expected: " + text, e);
    }
  }

  private static SortedMap<Integer, Integer> parseDeviations(String text) {
    var deviations = new TreeMap<Integer, Integer>();
    Arrays.stream(text.split(",", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.split("=", -1))
        .forEach(pair -> deviations.put(Integer.valueOf(pair[0]), Integer.valueOf(pair[1])));
    return deviations;
  }

  /// Returns whether nothing is drawn at random.
  boolean isCalm() {
    return seed == 0;
  }

  /// The text form.
  @Override
  public String toString() {
    return deviations == null ? Long.toString(seed) : seed + ":" + text(deviations);
  }

  private static String text(Map<Integer, Integer> deviations) {
    return deviations.entrySet().stream()
        .map(choice -> choice.getKey() + "=" + choice.getValue())
        .collect(Collectors.joining(","));
  }
}
