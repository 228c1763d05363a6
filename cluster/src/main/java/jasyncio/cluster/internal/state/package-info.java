/// The structures that the members share, as pure deterministic state: equal commands in equal
/// order give equal states and equal answers on every member. Nothing here knows time, threads or
/// the net.
@NullMarked
package jasyncio.cluster.internal.state;

import org.jspecify.annotations.NullMarked;
