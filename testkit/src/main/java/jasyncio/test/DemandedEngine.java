package jasyncio.test;

import jasyncio.Engine;

/// The engine that a test insists on.
///
/// Core's own message tells how to start `java`; the JVM of tests is started by a build.
final class DemandedEngine {
  private static final String PROPERTY = "jasyncio.engine";

  private DemandedEngine() {}

  /// Gives `engine` back.
  ///
  /// @throws IllegalStateException if it, or for [Engine#AUTO] the property, is the carrier engine,
  ///   and that is not available
  static Engine checked(Engine engine) {
    if (demandsCarrier(engine) && !Engine.CARRIER.isAvailable()) {
      throw new IllegalStateException(
          "this test demands the carrier engine, which this JVM does not let it have. Add to the"
              + " configuration of maven-surefire-plugin or maven-failsafe-plugin <argLine>"
              + option()
              + "</argLine>, or to another build what has it start the JVM of tests with this"
              + " option");
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
