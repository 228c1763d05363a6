package jasyncio;

import org.jspecify.annotations.Nullable;

/// What [Asyncio#await(Awaitable)] takes: a [Coroutine], which has yet to begin, or a [Future],
/// which is already under way.
///
/// Mirrors `collections.abc.Awaitable`, closed to these two.
///
/// @param <T> the type of the value that awaiting gives
public sealed interface Awaitable<T extends @Nullable Object> permits Coroutine, Future {}
