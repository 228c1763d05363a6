/// Tier 2: the event loop: turns of ready steps, timers and channels.
///
/// [jasyncio.internal.loop.Loop] has the order of a turn. Other threads come in by
/// [jasyncio.internal.loop.Arrivals], channels by [jasyncio.internal.loop.Channels], time by
/// [jasyncio.internal.loop.TimerHeap]. Tasks are known by their public type alone.
package jasyncio.internal.loop;
