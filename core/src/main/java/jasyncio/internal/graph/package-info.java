/// Tier 3: the graph of futures: what waits for what, and the requests to cancel that run along it.
package jasyncio.internal.graph;
