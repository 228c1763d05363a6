package jasyncio.internal.engine;

/// A way to make fibers: a coroutine engine.
public interface Fibers {

  /// A fiber that has not started.
  ///
  /// @param name the thread's name, or an empty string
  Fiber create(String name, Fiber.Owner owner);

  /// Runs `loop` to its end on a thread that can resume fibers of this engine, while the current
  /// one waits. What `loop` throws is thrown here.
  ///
  /// @param interrupted told, on the waiting thread, that it was interrupted
  void host(Runnable loop, Runnable interrupted);

  /// Fibers whose carrier is the loop's own thread. Needs `--add-opens
  /// java.base/java.lang=ALL-UNNAMED`.
  ///
  /// @param fiberInterrupted told, on any thread, that the thread of some fiber was interrupted, in
  ///   place of [Fiber.Owner#interrupted()]
  /// @throws IllegalStateException if this JVM keeps that shut; the message quotes the flag to add
  static Fibers carrier(Runnable fiberInterrupted) {
    return CarrierFibers.open(fiberInterrupted);
  }

  /// Whether [#carrier(Runnable)] would succeed.
  static boolean carrierIsOpen() {
    return CarrierFibers.isOpen();
  }

  /// Fibers made with public API only: virtual threads that hand control to and fro.
  static Fibers portable() {
    return PortableFibers.INSTANCE;
  }
}
