package jasyncio.internal.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks methods whose result must not be dropped: a [jasyncio.Coroutine] that no task awaits does
/// nothing.
///
/// Error Prone recognizes the annotation by its simple name, so this copy warns the users of Error
/// Prone and adds no dependency.
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface CheckReturnValue {}
