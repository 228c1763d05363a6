/// What a member is made of: a fabric that connects it to the others, its session in the log, and
/// the functions that it runs and lets run.
@NullMarked
package jasyncio.cluster.internal;

import org.jspecify.annotations.NullMarked;
