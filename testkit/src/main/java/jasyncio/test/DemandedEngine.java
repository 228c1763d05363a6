package jasyncio.test;

import jasyncio.Engine;

/// The engine that a test demands.
///
/// Core's own message names the option of `java`. The JVM of tests is started by a build, so this
/// message names the place in the build.
final class DemandedEngine {
  private static final String PROPERTY = "jasyncio.engine";

  @SuppressWarnings("InlineFormatString") // apart from the code, it reads as it is shown
  private static final String HOW_TO_OPEN =
      "this test demands the carrier engine, which this JVM does not allow. Add <argLine>%s</argLine>"
          + " to the configuration of maven-surefire-plugin or maven-failsafe-plugin; another build"
          + " must start the JVM of its tests with that option";

  private DemandedEngine() {}

  /// Gives `engine` back.
  ///
  /// @throws IllegalStateException if it, or for [Engine#AUTO] the property, is the carrier engine,
  ///   and that is not available
  static Engine checked(Engine engine) {
    if (demandsCarrier(engine) && !Engine.CARRIER.isAvailable()) {
      throw new IllegalStateException(HOW_TO_OPEN.formatted(option()));
    }
    return engine;
  }

  private static boolean demandsCarrier(Engine engine) {
    return engine == Engine.CARRIER
        || (engine == Engine.AUTO && "carrier".equals(System.getProperty(PROPERTY)));
  }

  private static String option() {
    Module library = Engine.class.getModule();
    return "--add-opens java.base/java.lang="
        + (library.isNamed() ? library.getName() : "ALL-UNNAMED");
  }
}
