package jasyncio.internal.engine;

/// Finds the frame that pins a virtual thread to its carrier.
public final class Pinned {
  private Pinned() {}

  static String message(StackTraceElement[] stack) {
    return "await cannot suspend here: "
        + culprit(stack)
        + " is on the stack, and such a frame keeps the coroutine on the loop's thread; await"
        + " outside it, or run this code with toThread";
  }

  private static String culprit(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("<clinit>")) {
        return "the class initializer of " + frame.getClassName();
      }
      if (frame.isNativeMethod() && !frame.getClassName().equals("java.lang.Thread")) {
        return "the native method " + frame.getClassName() + "." + frame.getMethodName();
      }
    }
    return "a native frame";
  }
}
