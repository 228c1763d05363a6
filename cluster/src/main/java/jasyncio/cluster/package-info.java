/// Tasks, queues and locks over several machines.
///
/// [jasyncio.cluster.Cluster] is the way in. [jasyncio.cluster.ClusterOptions] says where the
/// members are and which functions they run for each other.
@NullMarked
package jasyncio.cluster;

import org.jspecify.annotations.NullMarked;
