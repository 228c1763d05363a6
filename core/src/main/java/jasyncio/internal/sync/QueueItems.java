package jasyncio.internal.sync;

import static jasyncio.internal.loop.Await.await;

import jasyncio.Coroutine;
import jasyncio.QueueShutDownException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An iterator over items for a plain `for` loop, which ends at a [QueueShutDownException]. It
/// fetches one item ahead, because it learns of the end only by asking for an item.
///
/// @param <T> the type of the items
public final class QueueItems<T> implements Iterator<T> {
  private final Coroutine<T> get;
  private @Nullable T ahead;

  /// @param get returns one item each time it is awaited
  public QueueItems(Coroutine<T> get) {
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
