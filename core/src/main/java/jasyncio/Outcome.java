package jasyncio;

import jasyncio.internal.base.Sneaky;
import org.jspecify.annotations.Nullable;

/// How an awaitable ended: what [Asyncio#gatherOutcomes] gives for each. Mirrors a result of
/// `asyncio.gather(..., return_exceptions=True)`.
///
/// @param <T> the type of the value
public sealed interface Outcome<T extends @Nullable Object> {
  /// The value; what it failed with is thrown as it is.
  T get();

  /// It gave a value.
  ///
  /// @param value the value
  record Success<T extends @Nullable Object>(T value) implements Outcome<T> {
    @Override
    public T get() {
      return value;
    }
  }

  /// It failed or, if `exception` is a [CancelledError], was cancelled.
  ///
  /// @param exception what it failed with
  record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {
    @Override
    public T get() {
      throw Sneaky.<RuntimeException>unchecked(exception);
    }
  }
}
