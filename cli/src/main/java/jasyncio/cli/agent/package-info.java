/// What the command line loads into another process. It stands alone there.
@NullMarked
package jasyncio.cli.agent;

import org.jspecify.annotations.NullMarked;
