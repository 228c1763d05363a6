package jasyncio.internal.base;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The place where a program made a future, task or handle, or asked for a cancellation. Recorded
/// in debug mode only, because it costs a walk of the stack.
public final class Origin {
  // Classes whose frames may stand between the program and the place of interest. They are listed
  // by name because they belong to higher tiers, and the whole package cannot be excluded because
  // its tests are in it too.
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

  /// The stack of the code that called the library, or null unless `debug`.
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

  /// The frames from the place outwards, innermost first.
  public List<StackTraceElement> frames() {
    return frames;
  }

  /// The text `, created Client.java:41`, or an empty text if the place is unknown.
  public static String suffix(@Nullable Origin origin) {
    String place = place(origin);
    return place == null ? "" : ", created " + place;
  }

  /// The text `Client.java:41`, or null if the place is unknown.
  public static @Nullable String place(@Nullable Origin origin) {
    if (origin == null || origin.frames.isEmpty()) {
      return null;
    }
    StackTraceElement first = origin.frames.getFirst();
    return first.getFileName() + ":" + first.getLineNumber();
  }
}
