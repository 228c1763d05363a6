package jasyncio.internal.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reduces the stack of a coroutine to the frames that help its reader: those of the program and of
/// other libraries, and those of this library that name the operation waited for. The frames that
/// every `await` adds are hidden.
public final class StackFilter {
  private static final String ENGINE = "jasyncio.internal.engine.";

  // Listed by name because these classes belong to higher tiers. Nested classes are hidden with
  // their outer class.
  private static final Set<String> HIDDEN =
      Set.of(
          "jasyncio.internal.base.ActionCoroutine",
          "jasyncio.AsyncGenerator",
          "jasyncio.Asyncio",
          "jasyncio.CallGraph",
          "jasyncio.Coroutine",
          "jasyncio.internal.base.StackFilter",
          "jasyncio.Task",
          "jasyncio.Timeout");

  private StackFilter() {}

  /// The frames of a fiber's `stack` that help its reader, innermost first.
  ///
  /// The body of an async generator ends in a frame of `GeneratorRun.body`. That frame is kept: it
  /// separates the generator's frames from those of its consumer.
  public static List<StackTraceElement> shown(StackTraceElement[] stack) {
    List<StackTraceElement> shown = new ArrayList<>();
    int bottom = bottomOf(stack);
    for (int i = topOf(stack); i < bottom; i++) {
      if (!isHidden(stack[i])) {
        shown.add(stack[i]);
      }
    }
    return shown;
  }

  /// The index of the first frame below those of a suspension or of the recording of the stack.
  private static int topOf(StackTraceElement[] stack) {
    int top = 0;
    for (int i = 0; i < stack.length; i++) {
      if (stack[i].getClassName().startsWith(ENGINE)
          && stack[i].getMethodName().equals("suspend")) {
        top = i + 1;
      }
    }
    while (top < stack.length && stack[top].getMethodName().equals("getStackTrace")) {
      top++;
    }
    return top;
  }

  /// The index at which the frames begin that are common to all fibers.
  private static int bottomOf(StackTraceElement[] stack) {
    for (int i = 0; i < stack.length; i++) {
      boolean body = stack[i].getMethodName().equals("body");
      if (body && stack[i].getClassName().equals("jasyncio.Task")) {
        return i;
      }
      if (body && stack[i].getClassName().equals("jasyncio.GeneratorRun")) {
        return i + 1;
      }
    }
    return stack.length;
  }

  private static boolean isHidden(StackTraceElement frame) {
    String type = frame.getClassName();
    if (!type.startsWith("jasyncio.")) {
      return false;
    }
    int nested = type.indexOf('$');
    type = nested < 0 ? type : type.substring(0, nested);
    return HIDDEN.contains(type)
        || (type.equals("jasyncio.GeneratorRun") && !frame.getMethodName().equals("body"));
  }

  /// The outermost frames of `stack`, those nearest to the beginning of the coroutine, at most
  /// `limit`.
  public static List<StackTraceElement> outermost(List<StackTraceElement> stack, int limit) {
    return stack.size() <= limit ? stack : stack.subList(stack.size() - limit, stack.size());
  }
}
