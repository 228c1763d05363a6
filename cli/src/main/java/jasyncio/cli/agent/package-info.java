/// The agent that the command line loads into another process. It has no dependencies there.
@NullMarked
package jasyncio.cli.agent;

import org.jspecify.annotations.NullMarked;
