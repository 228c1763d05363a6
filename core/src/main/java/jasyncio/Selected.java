package jasyncio;

/// What [Asyncio#select] gives.
///
/// @param queue where the item was
/// @param item the item, which was taken out
/// @param <T> the type of the items
public record Selected<T>(Queue<? extends T> queue, T item) {}
