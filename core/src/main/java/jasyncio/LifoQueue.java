package jasyncio;

import java.util.ArrayDeque;
import java.util.Collections;

/// A [Queue] that returns first the item that was put last. Mirrors `asyncio.LifoQueue`.
///
/// @param <T> the type of the items
public final class LifoQueue<T> extends Queue<T> {
  /// A queue without a limit.
  public LifoQueue() {
    this(0);
  }

  /// A queue of at most `maxsize` items; zero or less means no limit.
  public LifoQueue(int maxsize) {
    super(maxsize, Collections.asLifoQueue(new ArrayDeque<>()));
  }
}
