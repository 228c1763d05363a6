/// Core's tests of tasks and all that is made of them, synchronization, queues and streams. Most
/// run in a simulation; those of one order of events drive a loop turn by turn.
@NullMarked
package jasyncio;

import org.jspecify.annotations.NullMarked;
