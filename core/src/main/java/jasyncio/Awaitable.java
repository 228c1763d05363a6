package jasyncio;

import org.jspecify.annotations.Nullable;

/// An object that [Asyncio#await(Awaitable)] accepts: a [Coroutine], which has not yet begun, or a
/// [Future], which is already in progress.
///
/// Mirrors `collections.abc.Awaitable`, closed to these two.
///
/// @param <T> the type of the value of an await
public sealed interface Awaitable<T extends @Nullable Object> permits Coroutine, Future {}
