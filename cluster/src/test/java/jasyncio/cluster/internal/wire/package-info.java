/// Tests of what travels between members.
@NullUnmarked
package jasyncio.cluster.internal.wire;

import org.jspecify.annotations.NullUnmarked;
