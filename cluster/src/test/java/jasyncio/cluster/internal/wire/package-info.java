/// Tests of what travels between members.
@NullMarked
package jasyncio.cluster.internal.wire;

import org.jspecify.annotations.NullMarked;
