package jasyncio;

import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.TextForms;
import org.jspecify.annotations.Nullable;

/// The result of an awaitable, a value or a failure: [Asyncio#gatherOutcomes] returns one for each.
/// Mirrors a result of
///
/// @param <T> the type of the value
public sealed interface Outcome<T extends @Nullable Object> {
  /// Returns the value; a failure is thrown as the same instance.
  T get();

  /// The outcome of an awaitable that returned a value.
  ///
  /// @param value the value
  record Success<T extends @Nullable Object>(T value) implements Outcome<T> {
    @Override
    public T get() {
      return value;
    }

    @Override
    public String toString() {
      return "Success[value=" + TextForms.ofValue(value) + "]";
    }
  }

  /// The outcome of an awaitable that failed or, if `exception` is a [CancelledError], was
  /// cancelled.
  ///
  /// @param exception the failure
  record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {
    @Override
    public T get() {
      throw Sneaky.<RuntimeException>unchecked(exception);
    }

    @Override
    public String toString() {
      return "Failure[exception=" + TextForms.ofFailure(exception) + "]";
    }
  }
}
