/// Measurements of jasyncio's costs: micro-benchmarks with JMH, and programs for comparison with
/// other runtimes.
@NullMarked
package jasyncio.bench;

import org.jspecify.annotations.NullMarked;
