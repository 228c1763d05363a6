package jasyncio.internal.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On methods whose result must not be dropped: a [Coroutine] that nobody awaits does nothing.
///
/// Error Prone goes by the simple name, so this one warns users of that tool at no cost to others.
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface CheckReturnValue {}
