package jasyncio;

/// Throws checked exceptions where no `throws` clause allows them: what user code throws crosses
/// `await` as the same instance.
final class Sneaky {
  private Sneaky() {}

  /// Throws `failure` as it is; never returns. Written `throw Sneaky.unchecked(failure)`.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> X unchecked(Throwable failure) throws X {
    throw (X) failure;
  }
}
