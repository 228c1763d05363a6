package jasyncio.internal.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Virtual threads whose scheduler is ours, so that the loop's thread is their carrier.
///
/// The JDK has the constructor but does not export it; this class is the one place that opens the
/// door.
public final class CarrierFibers implements Fibers {
  private static final String HOW_TO_OPEN =
      "the carrier engine needs --add-opens java.base/java.lang=ALL-UNNAMED (or that line as"
          + " Add-Opens in the jar's manifest); without it choose -Djasyncio.engine=portable";

  private final Door door;
  private final InterruptAlarm alarm;

  private CarrierFibers(Door door, Runnable fiberInterrupted) {
    this.door = door;
    this.alarm = new InterruptAlarm(fiberInterrupted);
  }

  static boolean isOpen() {
    return DoorState.OPEN != null;
  }

  static CarrierFibers open(Runnable fiberInterrupted) {
    if (DoorState.OPEN == null) {
      throw new IllegalStateException(HOW_TO_OPEN, DoorState.SHUT);
    }
    return new CarrierFibers(DoorState.OPEN, fiberInterrupted);
  }

  @Override
  public Fiber create(String name, Fiber.Owner owner) {
    return new CarrierFiber(this, name, owner);
  }

  /// The loop has a platform thread of its own: a virtual thread cannot carry others, and a carrier
  /// cannot be interrupted dependably, since the JDK clears its interrupts with each virtual thread
  /// that it leaves.
  @Override
  public void host(Runnable loop, Runnable interrupted) {
    LoopRunner.run(Thread.ofPlatform().name("jasyncio-loop").daemon(), loop, interrupted);
  }

  Thread newThread(Executor scheduler, String name, Runnable body) {
    try {
      return (Thread) door.newThread.invokeExact(scheduler, name, 0, body);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("the constructor of a virtual thread threw a checked exception", t);
    }
  }

  Executor commonScheduler() {
    return door.commonScheduler;
  }

  InterruptAlarm alarm() {
    return alarm;
  }

  /// What the JDK keeps to itself.
  ///
  /// @param newThread `VirtualThread(Executor scheduler, String name, int characteristics, Runnable
  ///   body)`
  /// @param commonScheduler where virtual threads go that a coroutine starts: they inherit its
  ///   scheduler, but are no fibers
  private record Door(MethodHandle newThread, Executor commonScheduler) {
    static Door open() throws Throwable {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      MethodHandle constructor =
          lookup
              .findConstructor(
                  type,
                  MethodType.methodType(
                      void.class, Executor.class, String.class, int.class, Runnable.class))
              .asType(
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
      MethodHandle scheduler =
          lookup.findStatic(type, "defaultScheduler", MethodType.methodType(Executor.class));
      return new Door(constructor, (Executor) scheduler.invoke());
    }
  }

  /// Found out once, at first use: the door opens at JVM start or never.
  private static final class DoorState {
    static final @Nullable Door OPEN;
    static final @Nullable Throwable SHUT;

    static {
      Door open = null;
      Throwable shut = null;
      try {
        open = Door.open();
      } catch (Throwable t) {
        shut = t;
      }
      OPEN = open;
      SHUT = shut;
    }
  }
}
