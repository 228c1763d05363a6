package jasyncio.internal.base;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An iterator over a source whose end shows only when it is asked for one more item, so that
/// [#hasNext()] has to take the next item.
///
/// An item that was taken stays here until [#next()] gives it, even if an error or a cancellation
/// interrupts a later call.
///
/// @param <T> the type of the items
public final class LookAhead<T> implements Iterator<T> {
  private final Object origin;
  private final Supplier<@Nullable T> source;
  private @Nullable T ahead;
  private boolean ended;

  /// @param origin the object that has the items, for the message of an error
  /// @param source gives the next item, or null at the end; may suspend
  public LookAhead(Object origin, Supplier<@Nullable T> source) {
    this.origin = origin;
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      ahead = source.get();
      ended = ahead == null;
    }
    return ahead != null;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more items in " + origin);
    }
    T item = Objects.requireNonNull(ahead);
    ahead = null;
    return item;
  }
}
