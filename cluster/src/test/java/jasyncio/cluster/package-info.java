/// Tests of clusters: in one process, in a simulation, and with real processes.
@NullMarked
package jasyncio.cluster;

import org.jspecify.annotations.NullMarked;
