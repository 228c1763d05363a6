package jasyncio.internal.base;

/// The one value of type `Void`.
public final class Unit {
  // null is the only value of type Void, so it does not mean that a value is absent
  @SuppressWarnings("NullAway")
  public static final Void VALUE = null;

  private Unit() {}
}
