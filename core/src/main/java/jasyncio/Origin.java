package jasyncio;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a future, task or handle was made. Kept in debug mode only, for it costs a walk of the
/// stack.
final class Origin {
  // what stands between the program and the making of one of the three
  private static final List<String> OURS =
      List.of(
          Origin.class.getName(),
          Future.class.getName(),
          Task.class.getName(),
          Handle.class.getName(),
          TimerHandle.class.getName(),
          ThreadsafeHandle.class.getName(),
          SelectorEventLoop.class.getName(),
          TaskGroup.class.getName(),
          Asyncio.class.getName());

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
    return OURS.contains(type.indexOf('$') < 0 ? type : type.substring(0, type.indexOf('$')));
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
