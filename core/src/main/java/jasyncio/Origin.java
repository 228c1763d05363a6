package jasyncio;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a future, task or handle was made. Kept in debug mode only, for it costs a walk of the
/// stack.
final class Origin {
  // What may stand between the program and the making of one of the three. By name, for these are
  // of
  // higher tiers; not the whole package, for its tests are in it too.
  private static final Set<String> OURS =
      Set.of(
          "Origin",
          "Handle",
          "TimerHandle",
          "ThreadsafeHandle",
          "SelectorEventLoop",
          "Future",
          "Task",
          "TaskGroup",
          "EagerTaskFactory",
          "Asyncio");

  private final List<StackTraceElement> frames;

  private Origin(List<StackTraceElement> frames) {
    this.frames = frames;
  }

  /// The caller of the library, or null unless `debug`.
  static @Nullable Origin here(boolean debug) {
    if (!debug) {
      return null;
    }
    StackTraceElement[] stack = new Throwable().getStackTrace();
    return new Origin(Arrays.stream(stack).dropWhile(Origin::isOurs).toList());
  }

  private static boolean isOurs(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith("jasyncio.")
        && OURS.contains(type.substring("jasyncio.".length()).replaceFirst("[$].*", ""));
  }

  /// Innermost frame first.
  List<StackTraceElement> frames() {
    return frames;
  }

  /// `, created Client.java:41`, or nothing if unknown.
  static String suffix(@Nullable Origin origin) {
    if (origin == null || origin.frames.isEmpty()) {
      return "";
    }
    StackTraceElement first = origin.frames.getFirst();
    return ", created " + first.getFileName() + ":" + first.getLineNumber();
  }
}
