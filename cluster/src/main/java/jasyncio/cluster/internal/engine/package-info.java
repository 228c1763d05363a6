/// Members that are processes, connected by JGroups, with a log by jgroups-raft. No other package
/// names these.
@NullMarked
package jasyncio.cluster.internal.engine;

import org.jspecify.annotations.NullMarked;
