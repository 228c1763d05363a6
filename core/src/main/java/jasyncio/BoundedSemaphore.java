package jasyncio;

/// A semaphore that never has more permits than it began with: releasing more often than acquiring
/// is a mistake, and fails. Mirrors `asyncio.BoundedSemaphore`.
public final class BoundedSemaphore extends Semaphore {
  private final int bound;

  /// A semaphore of one permit.
  public BoundedSemaphore() {
    this(1);
  }

  /// A semaphore of `value` permits.
  ///
  /// @throws IllegalArgumentException if `value` is negative
  public BoundedSemaphore(int value) {
    super(value);
    this.bound = value;
  }

  /// Like [Semaphore#release()].
  ///
  /// @throws IllegalStateException if all permits are free
  @Override
  public void release() {
    if (value() >= bound) {
      throw new IllegalStateException(
          "release() on " + this + ": all " + bound + " permits were given back already");
    }
    super.release();
  }

  @Override
  void leave() {
    if (value() < bound) {
      release();
    }
  }
}
