/// The command `jasyncio`: runs programs, and looks into those that run.
@NullMarked
package jasyncio.cli;

import org.jspecify.annotations.NullMarked;
