package jasyncio.internal.debug;

/// Frames of a stack as text.
public final class Stacks {
  private Stacks() {}

  /// `org.example.Client.fetch(Client.java:41)`; a lambda has the name of the method it stands in.
  public static String text(StackTraceElement frame) {
    String method = frame.getMethodName().replaceFirst("^lambda[$](.+)[$]\\d+$", "$1");
    return frame.getClassName() + "." + method + "(" + place(frame) + ")";
  }

  private static String place(StackTraceElement frame) {
    String file = frame.getFileName();
    if (frame.isNativeMethod()) {
      return "Native Method";
    }
    if (file == null) {
      return "Unknown Source";
    }
    return frame.getLineNumber() < 0 ? file : file + ":" + frame.getLineNumber();
  }
}
