package jasyncio.internal.base;

/// The one value of type `Void`.
public final class Unit {
  // Void has no other value, so that null here is not the absence of one
  @SuppressWarnings("NullAway")
  public static final Void VALUE = null;

  private Unit() {}
}
