package jasyncio;

import jasyncio.internal.base.TextForms;

/// The result of [Asyncio#select]: an item and the queue it came from.
///
/// @param queue the queue that had the item
/// @param item the item, which was removed from the queue
/// @param <T> the type of the items
public record Selected<T>(Queue<? extends T> queue, T item) {
  /// The queue without its items, and the item.
  @Override
  public String toString() {
    return "Selected[queue=" + queue.describe() + ", item=" + TextForms.ofValue(item) + "]";
  }
}
