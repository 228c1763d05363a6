/// Base, below all tiers: words of the language that everything else uses.
///
/// Durations, text forms of values and code, the choice of the frames of a stack that a reader
/// wants to see, places of creation, failures that must not be caught. Nothing here knows a loop.
package jasyncio.internal.base;
