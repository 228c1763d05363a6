/// The command `jasyncio`: runs programs, and inspects running ones.
@NullMarked
package jasyncio.cli;

import org.jspecify.annotations.NullMarked;
