/// Tests of the shared state by itself.
@NullMarked
package jasyncio.cluster.internal.state;

import org.jspecify.annotations.NullMarked;
