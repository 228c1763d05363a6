package jasyncio;

import jasyncio.internal.loop.Machine;
import jasyncio.internal.observe.SimulatedLoops;
import jasyncio.internal.report.LoopInfo;
import java.util.List;
import java.util.Objects;

/// What [SimulatedLoops] gives, made by it.
final class SimulationDoor extends SimulatedLoops {
  private SimulationDoor() {}

  @Override
  public EventLoop create(LoopOptions options, Machine world) {
    return new SelectorEventLoop(options, world);
  }

  @Override
  public LoopInfo describe(EventLoop loop) {
    return Objects.requireNonNull(Inspection.look((TaskLoop) loop, null), "loop runs");
  }

  @Override
  public List<StackTraceElement> whereabouts(EventLoop loop) {
    LoopInfo.Stuck stuck = Inspection.stuckIn((TaskLoop) loop);
    return stuck == null ? List.of() : stuck.stack();
  }

  @Override
  public void interruptStep(EventLoop loop) {
    Thread thread = Inspection.threadOf((TaskLoop) loop);
    if (thread != null) {
      thread.interrupt();
    }
  }

  @Override
  public boolean hasBlockedTask(EventLoop loop) {
    return ((TaskLoop) loop).taskList().hasBlocked();
  }
}
