/// Tier 1: the engines, which run the bodies of coroutines and suspend them.
///
/// A loop sees [jasyncio.internal.engine.Fibers] and [jasyncio.internal.engine.Fiber] alone. The
/// carrier engine mounts virtual threads on the loop's own thread, the portable one hands the turn
/// to and fro between threads. Nothing here knows a loop.
package jasyncio.internal.engine;
