package jasyncio.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On methods whose result must not be dropped: a coroutine that nobody awaits does nothing.
///
/// Error Prone goes by the simple name.
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface CheckReturnValue {}
