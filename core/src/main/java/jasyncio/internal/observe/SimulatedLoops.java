package jasyncio.internal.observe;

import jasyncio.EventLoop;
import jasyncio.LoopOptions;
import jasyncio.internal.loop.Machine;
import jasyncio.internal.report.LoopInfo;
import java.lang.reflect.Constructor;
import java.util.List;

/// The door by which a simulation reaches a loop's inside. Loop thread only, or the one that makes
/// the loop.
public abstract class SimulatedLoops {
  /// For the one implementation, which lives where loops do.
  protected SimulatedLoops() {}

  /// What stands behind the door.
  public static SimulatedLoops open() {
    return Implementation.INSTANCE;
  }

  /// A loop in `world` instead of the machine.
  public abstract EventLoop create(LoopOptions options, Machine world);

  /// What the tasks of `loop`, which runs, do now.
  public abstract LoopInfo describe(EventLoop loop);

  /// Whether a task of `loop` sits in a blocking call of the JDK, from which only another thread,
  /// or the machine's time, can release it.
  public abstract boolean hasBlockedTask(EventLoop loop);

  /// Where the step is that `loop` runs now, innermost frame first. Any thread.
  public abstract List<StackTraceElement> whereabouts(EventLoop loop);

  /// Interrupts the thread that runs a step of `loop`. Any thread.
  public abstract void interruptStep(EventLoop loop);

  /// Found by name, since this package knows the public face of loops only.
  private static final class Implementation {
    static final SimulatedLoops INSTANCE = make();

    private static SimulatedLoops make() {
      try {
        Constructor<?> constructor =
            Class.forName("jasyncio.SimulationDoor").getDeclaredConstructor();
        constructor.setAccessible(true);
        return (SimulatedLoops) constructor.newInstance();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("jasyncio.SimulationDoor is not to be had", e);
      }
    }
  }
}
