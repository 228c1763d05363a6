package jasyncio;

import static java.util.stream.Collectors.joining;

/// The text form of groups of failures, so that a test shows their nesting.
final class Shapes {
  private Shapes() {}

  /// The name of its class; of a group, the shapes of its members in brackets.
  static String shape(Throwable failure) {
    return failure instanceof ExceptionGroup group
        ? group.exceptions().stream().map(Shapes::shape).collect(joining(", ", "[", "]"))
        : failure.getClass().getSimpleName();
  }
}
