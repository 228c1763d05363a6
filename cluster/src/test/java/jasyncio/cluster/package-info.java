/// Tests of clusters: in one process, in a simulation, and with real processes.
@NullUnmarked
package jasyncio.cluster;

import org.jspecify.annotations.NullUnmarked;
