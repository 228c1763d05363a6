/// Metrics of loops, for Micrometer.
@NullMarked
package jasyncio.metrics;

import org.jspecify.annotations.NullMarked;
