package jasyncio;

/// The moment at which [Asyncio#waitOn] returns. Mirrors the `return_when` constants of
/// `asyncio.wait`.
public enum ReturnWhen {
  /// As soon as one future is done or cancelled.
  FIRST_COMPLETED,

  /// As soon as one future has failed, or when all are done. A cancellation is not a failure.
  FIRST_EXCEPTION,

  /// When all futures are done or cancelled.
  ALL_COMPLETED
}
