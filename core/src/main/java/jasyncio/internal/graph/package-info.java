/// Tier 3: the graph of futures and their waiters, and the requests to cancel that run along it.
package jasyncio.internal.graph;
