package jasyncio.internal.base;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A filter of stacks: it keeps the frames of the program and of other libraries, and drops those
/// of this one, which goes by packages.
///
/// Frames of the JDK stay where the program called the JDK, and go where this library did, or where
/// the JDK called this library: a run of frames with any of the library's in it is the library's.
public final class StackFilter {
  private static final Set<String> LIBRARY =
      Set.of("jasyncio", "jasyncio.test", "jasyncio.cli", "jasyncio.metrics");
  private static final String HIDDEN = "jasyncio.internal.";
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");

  // the methods by which `await` runs a coroutine
  private static final Set<String> AWAIT = Set.of("await", "inline");

  private StackFilter() {}

  /// A part of a stack from `start` to before `end`: frames of the program and of other libraries,
  /// or frames of the JDK and of this library.
  ///
  /// @param library tells whether any of its frames is of this library
  public record Run(int start, int end, boolean library) {}

  /// The frames of `stack`, innermost first, without the library's.
  public static List<StackTraceElement> shown(StackTraceElement... stack) {
    List<StackTraceElement> shown = new ArrayList<>();
    for (Run run : runs(stack, stack.length)) {
      if (!run.library) {
        shown.addAll(Arrays.asList(stack).subList(run.start, run.end));
      }
    }
    return shown;
  }

  /// As [#shown], with one frame for each operation of the library that called the program back.
  public static List<StackTraceElement> shownWithOperations(StackTraceElement... stack) {
    List<StackTraceElement> frames = condensed(stack, stack.length);
    return !frames.isEmpty() && isLibrary(frames.getFirst())
        ? frames.subList(1, frames.size())
        : frames;
  }

  /// As [#shown], or all of `stack` if there is nothing else in it.
  public static List<StackTraceElement> shownUnlessEmpty(StackTraceElement... stack) {
    List<StackTraceElement> shown = shown(stack);
    return shown.isEmpty() ? List.of(stack) : shown;
  }

  /// The first `end` frames of `stack`, with one frame for each run of the library's: that of the
  /// operation which the program called. There is none for `await` itself, and none for a run that
  /// the program did not call, with which every coroutine begins.
  public static List<StackTraceElement> condensed(StackTraceElement[] stack, int end) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (Run run : runs(stack, end)) {
      if (!run.library) {
        frames.addAll(Arrays.asList(stack).subList(run.start, run.end));
      } else if (run.end < stack.length && isProgram(stack[run.end])) {
        addOperation(frames, stack, run);
      }
    }
    return frames;
  }

  private static void addOperation(
      List<StackTraceElement> frames, StackTraceElement[] stack, Run run) {
    for (int i = run.end - 1; i >= run.start; i--) {
      if (isLibrary(stack[i]) && !isHidden(stack[i]) && !isAwait(stack[i])) {
        frames.add(stack[i]);
        return;
      }
    }
  }

  private static boolean isAwait(StackTraceElement frame) {
    return AWAIT.contains(frame.getMethodName());
  }

  /// The first `end` frames of `stack` in runs.
  public static List<Run> runs(StackTraceElement[] stack, int end) {
    List<Run> runs = new ArrayList<>();
    for (int start = 0; start < end; ) {
      boolean program = isProgram(stack[start]);
      boolean library = false;
      int i = start;
      for (; i < end && isProgram(stack[i]) == program; i++) {
        library |= isLibrary(stack[i]);
      }
      runs.add(new Run(start, i, library));
      start = i;
    }
    return runs;
  }

  /// Tells whether a frame is of the program, or of a library that is neither this one nor the JDK.
  public static boolean isProgram(StackTraceElement frame) {
    return !isLibrary(frame) && JDK.stream().noneMatch(frame.getClassName()::startsWith);
  }

  /// Tells whether a frame is of this library.
  public static boolean isLibrary(StackTraceElement frame) {
    return isLibrary(frame.getClassName());
  }

  /// Tells whether a class, by its name, is of this library.
  public static boolean isLibrary(String type) {
    return type.startsWith(HIDDEN)
        || LIBRARY.contains(type.substring(0, Math.max(0, type.lastIndexOf('.'))));
  }

  private static boolean isHidden(StackTraceElement frame) {
    return frame.getClassName().startsWith(HIDDEN);
  }

  /// The outermost frames of `stack`, those nearest to the beginning of the coroutine, at most
  /// `limit`.
  public static List<StackTraceElement> outermost(List<StackTraceElement> stack, int limit) {
    return stack.size() <= limit ? stack : stack.subList(stack.size() - limit, stack.size());
  }
}
