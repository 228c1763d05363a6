package jasyncio;

import jasyncio.internal.base.TextForms;
import java.util.Set;

/// The result of [Asyncio#waitOn]; every given future is in one of the two sets, in the given
/// order.
///
/// @param done the futures that are done or cancelled
/// @param pending the others, which continue
/// @param <F> the type of the futures, such as `Task<String>`
public record Waited<F extends Future<?>>(Set<F> done, Set<F> pending) {
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
