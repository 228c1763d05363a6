/// What jasyncio costs: micro-benchmarks with JMH, and programs to put beside other runtimes.
@NullMarked
package jasyncio.bench;

import org.jspecify.annotations.NullMarked;
