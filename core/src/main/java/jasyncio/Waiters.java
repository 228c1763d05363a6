package jasyncio;

import jasyncio.internal.loop.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The steps that wait for one future, in the order in which they came, as the value of one field:
/// null, a [Step], or a list of them. Most futures have one waiter, and there may be millions of
/// futures.
///
/// Each function takes the value and gives the new one. Loop thread only.
final class Waiters {
  private Waiters() {}

  static Object add(@Nullable Object waiters, Step step) {
    if (waiters == null) {
      return step;
    }
    List<Step> list = listOf(waiters);
    list.add(step);
    return list;
  }

  /// The waiters without those that `which` matches.
  static @Nullable Object without(@Nullable Object waiters, Predicate<Step> which) {
    if (waiters == null) {
      return null;
    }
    if (waiters instanceof Step only) {
      return which.test(only) ? null : only;
    }
    List<Step> list = listOf(waiters);
    list.removeIf(which);
    return list.isEmpty() ? null : list;
  }

  static boolean contains(@Nullable Object waiters, Step step) {
    return waiters == step || (waiters instanceof List<?> list && list.contains(step));
  }

  static List<Step> all(@Nullable Object waiters) {
    return switch (waiters) {
      case null -> List.of();
      case Step only -> List.of(only);
      default -> listOf(waiters);
    };
  }

  @SuppressWarnings("unchecked") // a list is of this class's making
  private static List<Step> listOf(Object waiters) {
    if (waiters instanceof Step only) {
      List<Step> list = new ArrayList<>(4);
      list.add(only);
      return list;
    }
    return (List<Step>) waiters;
  }

  /// The text `, cb=[…]`, or an empty text without callbacks; of many, the first and the last.
  static String describe(@Nullable Object waiters) {
    List<Step> all = all(waiters);
    int count = all.size();
    if (count == 0) {
      return "";
    }
    String first = all.getFirst().asCallback();
    String last = all.getLast().asCallback();
    return switch (count) {
      case 1 -> ", cb=[" + first + "]";
      case 2 -> ", cb=[" + first + ", " + last + "]";
      default -> ", cb=[" + first + ", <" + (count - 2) + " more>, " + last + "]";
    };
  }
}
