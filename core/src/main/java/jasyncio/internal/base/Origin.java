package jasyncio.internal.base;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a future, task or handle was made, or a cancellation asked for. Kept in debug mode only,
/// for it costs a walk of the stack.
public final class Origin {
  // What may stand between the program and the place of interest. By name, for these are of higher
  // tiers; not the whole package, for its tests are in it too.
  private static final Set<String> OURS =
      Set.of(
          "Origin",
          "Handle",
          "TimerHandle",
          "ThreadsafeHandle",
          "Loop",
          "Future",
          "Task",
          "TaskGroup",
          "EagerTaskFactory",
          "Gather",
          "Asyncio");

  private final List<StackTraceElement> frames;

  private Origin(List<StackTraceElement> frames) {
    this.frames = frames;
  }

  /// The caller of the library, or null unless `debug`.
  public static @Nullable Origin here(boolean debug) {
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
  public List<StackTraceElement> frames() {
    return frames;
  }

  /// `, created Client.java:41`, or nothing if unknown.
  public static String suffix(@Nullable Origin origin) {
    String place = place(origin);
    return place == null ? "" : ", created " + place;
  }

  /// `Client.java:41`, or null if unknown.
  public static @Nullable String place(@Nullable Origin origin) {
    if (origin == null || origin.frames.isEmpty()) {
      return null;
    }
    StackTraceElement first = origin.frames.getFirst();
    return first.getFileName() + ":" + first.getLineNumber();
  }
}
