package jasyncio;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests that the signatures of exported types name only exported types.
class ExportsTest {
  @Test
  void publicMethodsNamePublicTypesOnly() {
    var core = new ClassFileImporter().importPath(Path.of("target/classes/jasyncio"));
    var exported =
        core.stream().filter(type -> type.getPackageName().equals("jasyncio") && isVisible(type));

    var leaks =
        exported
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(ExportsTest::isVisible)
            .flatMap(ExportsTest::leaksOf);

    assertThat(leaks).isEmpty();
  }

  private static boolean isVisible(HasModifiers member) {
    var modifiers = member.getModifiers();
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Stream<String> leaksOf(JavaCodeUnit method) {
    var types =
        Stream.concat(
            method.getReturnType().getAllInvolvedRawTypes().stream(),
            method.getParameterTypes().stream().flatMap(p -> p.getAllInvolvedRawTypes().stream()));
    return types
        .map(JavaClass::getBaseComponentType)
        .filter(ExportsTest::isHidden)
        .map(type -> method.getFullName() + " names " + type.getName());
  }

  private static boolean isHidden(JavaClass type) {
    return type.getPackageName().startsWith("jasyncio.internal")
        || (type.getPackageName().equals("jasyncio") && !isVisible(type));
  }
}
