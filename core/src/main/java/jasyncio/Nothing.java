package jasyncio;

/// The one value of type `Void`.
final class Nothing {
  // Void has no other value, so that null here is not the absence of one
  @SuppressWarnings("NullAway")
  static final Void VALUE = null;

  private Nothing() {}
}
