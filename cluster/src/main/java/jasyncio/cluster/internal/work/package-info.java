/// Functions that members run for each other. Belongs to the member's loop.
@NullMarked
package jasyncio.cluster.internal.work;

import org.jspecify.annotations.NullMarked;
