/// What members send to each other, and how it becomes bytes and objects again.
@NullMarked
package jasyncio.cluster.internal.wire;

import org.jspecify.annotations.NullMarked;
