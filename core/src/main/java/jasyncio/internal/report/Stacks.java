package jasyncio.internal.report;

/// The frames of a stack as text. A lambda has the name of the method that it stands in.
public final class Stacks {
  private static final String LAMBDA = "lambda$";

  private Stacks() {}

  /// `org.example.Client.fetch(Client.java:41)`.
  public static String text(StackTraceElement frame) {
    return frame.getClassName() + "." + methodOf(frame) + "(" + placeOf(frame) + ")";
  }

  /// `Client.fetch`.
  static String shortText(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + methodOf(frame);
  }

  private static String methodOf(StackTraceElement frame) {
    String name = frame.getMethodName();
    return name.startsWith(LAMBDA) && name.lastIndexOf('$') > LAMBDA.length()
        ? name.substring(LAMBDA.length(), name.lastIndexOf('$'))
        : name;
  }

  private static String placeOf(StackTraceElement frame) {
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
