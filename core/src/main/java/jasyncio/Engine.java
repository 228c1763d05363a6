package jasyncio;

import jasyncio.internal.engine.Fibers;

/// The way in which a loop runs coroutines. Both ways behave alike, with one exception: on the
/// carrier engine other tasks continue while one is blocked in a call of the JDK.
public enum Engine {
  /// The carrier engine if the JVM allows it, else the portable one. If the system property
  /// `jasyncio.engine` (`carrier` or `portable`) is set, it decides instead.
  AUTO,

  /// Virtual threads that the loop's own thread carries. Needs the option `--add-opens
  /// java.base/java.lang=ALL-UNNAMED` of `java`, or, if jasyncio is a module, `--add-opens
  /// java.base/java.lang=jasyncio`.
  CARRIER,

  /// Virtual threads that hand control to each other, made with public API only; slower.
  ///
  /// The loop itself is one of them, and so needs a carrier of the JDK's own scheduler: it waits
  /// while other virtual threads of the program compute on all of these.
  PORTABLE;

  private static final System.Logger LOG = System.getLogger("jasyncio");

  /// Returns whether loops of this JVM can have this engine. Only [#CARRIER] may be unavailable.
  public boolean isAvailable() {
    return this != CARRIER || Fibers.carrierIsOpen();
  }

  static Engine of(Fibers fibers) {
    return fibers.isCarrier() ? CARRIER : PORTABLE;
  }

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

  /// Logs the use of the portable engine. Its initializer runs once, so there is one line.
  private static final class Fallback {
    static {
      LOG.log(
          System.Logger.Level.INFO,
          "using the portable coroutine engine; for the faster carrier engine start java with"
              + " "
              + Fibers.CARRIER_OPTION);
    }

    static Fibers portable() {
      return Fibers.portable();
    }
  }
}
