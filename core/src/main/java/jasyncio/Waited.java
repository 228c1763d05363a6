package jasyncio;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What [Asyncio#waitOn] found when it returned; every future given is in one of the two sets, in
/// the order given.
///
/// @param done the futures that are done or cancelled
/// @param pending the others, which go on
/// @param <T> the type of the futures' values
public record Waited<T extends @Nullable Object>(Set<Future<T>> done, Set<Future<T>> pending) {}
