package jasyncio.cluster;

import static jasyncio.Asyncio.await;

import jasyncio.Coroutine;
import jasyncio.QueueShutDownException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Items for a plain `for`, until there is a [QueueShutDownException]. Looks one ahead, since an
/// end can only be found by asking.
final class Upcoming<T> implements Iterator<T> {
  private final Coroutine<T> get;
  private @Nullable T ahead;

  /// @param get gives one item each time it is awaited
  Upcoming(Coroutine<T> get) {
    this.get = get;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null) {
      try {
        ahead = await(get);
      } catch (QueueShutDownException end) {
        return false;
      }
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("shut down, and no item is left");
    }
    T item = Objects.requireNonNull(ahead);
    ahead = null;
    return item;
  }
}
