/// Tier 5: child processes. Their start, their pipes and their end; they stand above the pipes of
/// tier 8, which carry their standard streams.
package jasyncio.internal.process;
