package jasyncio.internal.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Makes virtual threads with a scheduler of this library, so that the loop's thread is their
/// carrier.
///
/// The JDK has the constructor but does not export it. This class is the only one that needs access
/// to it.
public final class CarrierFibers implements Fibers {
  // a manifest opens to the class path only
  private static final String BY_MANIFEST =
      Fibers.class.getModule().isNamed()
          ? ""
          : " (or, in the manifest of the jar that is run, Add-Opens: java.base/java.lang)";

  // as many monitors as the JVM notes on a thread's lock stack
  private static final int LOCK_STACK_CAPACITY = 8;

  private final Door door;
  private final InterruptAlarm alarm;
  private final Object[] monitors = new Object[LOCK_STACK_CAPACITY];

  private CarrierFibers(Door door, Runnable fiberInterrupted) {
    this.door = door;
    this.alarm = new InterruptAlarm(fiberInterrupted);
    Arrays.setAll(monitors, _ -> new Object());
  }

  static boolean isOpen() {
    return DoorState.OPEN != null;
  }

  static CarrierFibers open(Runnable fiberInterrupted) {
    if (DoorState.OPEN == null) {
      throw new IllegalStateException(
          "the carrier engine needs %s%s; without it choose -Djasyncio.engine=portable"
              .formatted(Fibers.CARRIER_OPTION, BY_MANIFEST),
          DoorState.SHUT);
    }
    return new CarrierFibers(DoorState.OPEN, fiberInterrupted);
  }

  @Override
  public boolean isCarrier() {
    return true;
  }

  @Override
  public Fiber create(String name, Fiber.Owner owner) {
    return new CarrierFiber(this, name, owner);
  }

  /// Runs the loop on a platform thread of its own, for two reasons: a virtual thread cannot carry
  /// others, and interrupts of a carrier are unreliable, because the JDK clears a carrier's
  /// interrupt status each time it leaves a virtual thread.
  @Override
  public void host(Runnable loop, Runnable interrupted) {
    LoopRunner.run(Thread.ofPlatform().name("jasyncio-loop").daemon(), loop, interrupted);
  }

  /// The JVM notes the uncontended monitors that a thread holds on a short stack, and a virtual
  /// thread that yields takes all of that stack with it, also the entries of its carrier, which
  /// then crashes or hangs as it leaves those monitors. A stack that is full makes room by turning
  /// its oldest entry into a monitor of the other kind, which is not noted there: a full stack of
  /// new entries therefore rids it of all others.
  @Override
  public void beforeNesting() {
    enterFrom(0);
  }

  private void enterFrom(int index) {
    if (index < LOCK_STACK_CAPACITY) {
      synchronized (monitors[index]) {
        enterFrom(index + 1);
      }
    }
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

  /// The members of the JDK that it does not export.
  ///
  /// @param newThread `VirtualThread(Executor scheduler, String name, int characteristics, Runnable
  ///   body)`
  /// @param commonScheduler the scheduler for virtual threads that a coroutine starts: they inherit
  ///   the scheduler of their fiber but are not fibers
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

  /// Holds the result of the one attempt to open the door, made at first use: the door is open from
  /// JVM start or never.
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
