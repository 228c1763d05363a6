package jasyncio;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Marks tests of what the carrier engine alone can do.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@EnabledIfSystemProperty(
    named = "jasyncio.engine",
    matches = "carrier",
    disabledReason = "only the carrier engine lets other tasks run meanwhile")
public @interface CarrierEngine {}
