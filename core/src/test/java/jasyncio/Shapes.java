package jasyncio;

import static java.util.stream.Collectors.joining;

/// Groups of failures as text, so that a test shows what is in which.
final class Shapes {
  private Shapes() {}

  /// The name of its class; of a group, the shapes of what it holds in brackets.
  static String shape(Throwable failure) {
    return failure instanceof ExceptionGroup group
        ? group.exceptions().stream().map(Shapes::shape).collect(joining(", ", "[", "]"))
        : failure.getClass().getSimpleName();
  }
}
