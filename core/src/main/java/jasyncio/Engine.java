package jasyncio;

import jasyncio.internal.engine.Fibers;

/// How a loop runs coroutines. Both ways behave alike, but for what the carrier engine alone can
/// do: let the other tasks go on while one sits in a blocking JDK call.
public enum Engine {
  /// The carrier engine where the JVM lets it, else the portable one. The system property
  /// `jasyncio.engine` (`carrier` or `portable`) decides instead if it is set.
  AUTO,

  /// Virtual threads that the loop's own thread carries. Needs `--add-opens
  /// java.base/java.lang=ALL-UNNAMED`.
  CARRIER,

  /// Virtual threads that hand control to and fro, made with public API only; slower.
  PORTABLE;

  private static final System.Logger LOG = System.getLogger("jasyncio");

  /// @param fiberInterrupted see [Fibers#carrier(Runnable)]
  Fibers fibers(Runnable fiberInterrupted) {
    return switch (this == AUTO ? byProperty() : this) {
      case CARRIER -> Fibers.carrier(fiberInterrupted);
      case PORTABLE -> Fibers.portable();
      case AUTO -> Fibers.carrierIsOpen() ? Fibers.carrier(fiberInterrupted) : Fallback.portable();
    };
  }

  private static Engine byProperty() {
    String name = System.getProperty("jasyncio.engine", "auto");
    return switch (name) {
      case "carrier" -> CARRIER;
      case "portable" -> PORTABLE;
      case "auto" -> AUTO;
      default ->
          throw new IllegalStateException(
              "-Djasyncio.engine=" + name + ": expected carrier, portable or auto");
    };
  }

  /// Its initializer runs once, and so says its line once.
  private static final class Fallback {
    static {
      LOG.log(
          System.Logger.Level.INFO,
          "using the portable coroutine engine; for the faster carrier engine start java with"
              + " --add-opens java.base/java.lang=ALL-UNNAMED");
    }

    static Fibers portable() {
      return Fibers.portable();
    }
  }
}
