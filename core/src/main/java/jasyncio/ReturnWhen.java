package jasyncio;

/// When [Asyncio#waitOn] returns. Mirrors the `return_when` constants of `asyncio.wait`.
public enum ReturnWhen {
  /// As soon as one is done or cancelled.
  FIRST_COMPLETED,

  /// As soon as one has failed, or when all are done. A cancellation is no failure.
  FIRST_EXCEPTION,

  /// When all are done or cancelled.
  ALL_COMPLETED
}
