/// Core's tests that run in a simulation.
@NullMarked
package jasyncio;

import org.jspecify.annotations.NullMarked;
