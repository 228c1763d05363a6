/// A member's side of the log: what it has asked, what it waits for, and for how long it may trust
/// what it was told. Belongs to the member's loop.
@NullMarked
package jasyncio.cluster.internal.session;

import org.jspecify.annotations.NullMarked;
