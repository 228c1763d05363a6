package jasyncio;

import jasyncio.internal.debug.LoopInfo;
import jasyncio.internal.loop.World;
import jasyncio.internal.sim.SimulatedLoops;
import java.util.List;
import java.util.Objects;

/// What [SimulatedLoops] gives, made by it.
final class SimulationDoor extends SimulatedLoops {
  private SimulationDoor() {}

  @Override
  public EventLoop create(LoopOptions options, World world) {
    return new SelectorEventLoop(options, world);
  }

  @Override
  public LoopInfo describe(EventLoop loop) {
    return Objects.requireNonNull(Inspection.look((SelectorEventLoop) loop, null), "loop runs");
  }

  @Override
  public List<StackTraceElement> whereabouts(EventLoop loop) {
    LoopInfo.Stuck stuck = Inspection.stuckIn((SelectorEventLoop) loop);
    return stuck == null ? List.of() : stuck.stack();
  }

  @Override
  public void interruptStep(EventLoop loop) {
    Thread thread = Inspection.threadOf((SelectorEventLoop) loop);
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public boolean hasBlockedTask(EventLoop loop) {
    return ((SelectorEventLoop) loop).hasBlockedTask();
  }
}
