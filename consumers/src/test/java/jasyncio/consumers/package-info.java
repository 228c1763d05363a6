/// Builds projects such as users have from what would be deployed.
@NullMarked
package jasyncio.consumers;

import org.jspecify.annotations.NullMarked;
