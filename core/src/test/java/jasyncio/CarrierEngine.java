package jasyncio;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Marks tests of behaviour that only the carrier engine has.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@EnabledIfSystemProperty(
    named = "jasyncio.engine",
    matches = "carrier",
    disabledReason = "only the carrier engine lets other tasks run meanwhile")
public @interface CarrierEngine {}
