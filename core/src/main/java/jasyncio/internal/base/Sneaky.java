package jasyncio.internal.base;

/// Throws checked exceptions where no `throws` clause allows them, so that an exception of user
/// code crosses `await` as the same instance.
public final class Sneaky {
  private Sneaky() {}

  /// Throws `failure` unchanged and never returns. Written `throw Sneaky.unchecked(failure)`.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public static <X extends Throwable> X unchecked(Throwable failure) throws X {
    throw (X) failure;
  }
}
