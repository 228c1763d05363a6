@NullMarked
package jasyncio.examples;

import org.jspecify.annotations.NullMarked;
