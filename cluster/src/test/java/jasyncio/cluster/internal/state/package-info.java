/// Tests of the shared state by itself.
@NullUnmarked
package jasyncio.cluster.internal.state;

import org.jspecify.annotations.NullUnmarked;
