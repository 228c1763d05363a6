package jasyncio.internal.base;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The place in the program where a future, task or handle was made, or a cancellation asked for.
/// Kept in debug mode only, for it costs a walk of the stack.
public final class Origin {
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
    return new Origin(
        Arrays.stream(stack).dropWhile(frame -> !StackFilter.isProgram(frame)).toList());
  }

  /// The frames of the program, innermost first.
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
