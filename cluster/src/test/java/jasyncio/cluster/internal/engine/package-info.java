/// Tests of what connects processes.
@NullMarked
package jasyncio.cluster.internal.engine;

import org.jspecify.annotations.NullMarked;
