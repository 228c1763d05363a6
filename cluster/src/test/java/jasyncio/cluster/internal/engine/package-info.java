/// Tests of what connects processes.
@NullUnmarked
package jasyncio.cluster.internal.engine;

import org.jspecify.annotations.NullUnmarked;
