package jasyncio.internal.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The frames of a coroutine's stack that a reader wants to see: the program's, those of other
/// libraries, and of ours those that say what is waited for; not those that every await brings.
public final class StackFilter {
  private static final String ENGINE = "jasyncio.internal.engine.";

  // By name, for these are of higher tiers. Nested classes are hidden with theirs.
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

  /// Of a fiber's `stack`, innermost frame first, what a reader wants to see.
  ///
  /// The body of an async generator ends in a frame of `GeneratorRun.body`, which stays, to tell
  /// the generator's frames from those of its consumer.
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

  /// Below the frames of a suspension, or of the taking of the stack.
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

  /// Above the frames that every fiber begins with.
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

  /// At most `limit` frames of `stack`, those where the coroutine began.
  public static List<StackTraceElement> outermost(List<StackTraceElement> stack, int limit) {
    return stack.size() <= limit ? stack : stack.subList(stack.size() - limit, stack.size());
  }
}
