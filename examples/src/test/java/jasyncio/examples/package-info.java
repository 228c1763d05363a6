/// Runs the examples as a reader does, and the servers among them against other people's clients.
@NullMarked
package jasyncio.examples;

import org.jspecify.annotations.NullMarked;
