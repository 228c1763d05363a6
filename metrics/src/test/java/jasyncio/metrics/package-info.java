@NullMarked
package jasyncio.metrics;

import org.jspecify.annotations.NullMarked;
