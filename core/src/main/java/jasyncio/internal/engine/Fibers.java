package jasyncio.internal.engine;

import java.util.Objects;

/// A coroutine engine: a way to make fibers.
public interface Fibers {

  /// The option of `java` with which [#carrier(Runnable)] succeeds, for the module that this class
  /// is in.
  String CARRIER_OPTION =
      "--add-opens java.base/java.lang="
          + Objects.requireNonNullElse(Fibers.class.getModule().getName(), "ALL-UNNAMED");

  /// Returns whether the fibers are carried by the loop's own thread.
  boolean isCarrier();

  /// Makes a fiber that has not started.
  ///
  /// @param name the thread's name, or an empty string
  Fiber create(String name, Fiber.Owner owner);

  /// Called on the loop's thread before it resumes a fiber from within a callback of the program,
  /// which may hold monitors.
  default void beforeNesting() {}

  /// Runs `loop` to its end on a thread that can resume fibers of this engine, while the current
  /// thread waits. An exception of `loop` is thrown here.
  ///
  /// @param interrupted run on the waiting thread when it is interrupted
  void host(Runnable loop, Runnable interrupted);

  /// The engine whose fibers are carried by the loop's own thread. Needs [#CARRIER_OPTION].
  ///
  /// @param fiberInterrupted run on any thread when the thread of some fiber is interrupted, in
  ///   place of [Fiber.Owner#interrupted()]
  /// @throws IllegalStateException if this JVM does not open that package; the message quotes the
  ///   flag to add
  static Fibers carrier(Runnable fiberInterrupted) {
    return CarrierFibers.open(fiberInterrupted);
  }

  /// Returns whether [#carrier(Runnable)] would succeed.
  static boolean carrierIsOpen() {
    return CarrierFibers.isOpen();
  }

  /// The engine that uses public API only: virtual threads that hand control to each other.
  static Fibers portable() {
    return PortableFibers.INSTANCE;
  }
}
