package jasyncio;

import jasyncio.internal.base.TextForms;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The result of [Asyncio#waitOn]; every given future is in one of the two sets, in the given
/// order.
///
/// @param done the futures that are done or cancelled
/// @param pending the others, which continue
/// @param <T> the type of the futures' values
public record Waited<T extends @Nullable Object>(Set<Future<T>> done, Set<Future<T>> pending) {
  /// The first of both.
  @Override
  public String toString() {
    return "Waited[done="
        + TextForms.ofItems(done, done.size())
        + ", pending="
        + TextForms.ofItems(pending, pending.size())
        + "]";
  }
}
