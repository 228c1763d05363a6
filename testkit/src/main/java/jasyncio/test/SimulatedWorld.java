package jasyncio.test;

import static java.util.Objects.requireNonNull;

import jasyncio.Asyncio;
import jasyncio.EventLoop;
import jasyncio.internal.loop.Clock;
import jasyncio.internal.loop.Machine;
import jasyncio.internal.observe.Inspection;
import jasyncio.internal.observe.LoopView;
import jasyncio.internal.report.LoopInfo;
import jasyncio.internal.report.Report;
import jasyncio.test.SimulationFailure.Kind;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The machine of a simulation's loop, which keeps the limits of the run, too. Loop thread only, or
/// the one that runs the simulation.
final class SimulatedWorld implements Machine, Clock {
  // a look at the real time costs as much as a small step
  private static final int STEPS_PER_LOOK = 256;

  private final SimulationOptions options;
  private final VirtualClock clock;
  private final SeededScheduler scheduler;
  private final SimulatedThreads threads;
  private final Network network;
  private final EventLoop loop;
  private final LoopView view;
  private final Trace trace;
  private final @Nullable Watchdog watchdog;
  private final Alarm alarm;
  private final long began = System.nanoTime();
  private int steps;

  SimulatedWorld(Schedule schedule, SimulationOptions options, VirtualClock clock, Trace trace) {
    this.options = options;
    this.clock = clock;
    this.trace = trace;
    this.scheduler = new SeededScheduler(schedule, !options.strictOrder(), trace, this::beforeStep);
    this.network = new Network(schedule);
    this.loop = Machine.within(this, () -> Asyncio.newEventLoop(options.loop()));
    this.view = LoopView.of(loop);
    this.threads = new SimulatedThreads(loop, schedule, network.channels()::wakeup);
    Duration blocking = options.blockingLimit();
    this.watchdog =
        blocking == null ? null : new Watchdog(blocking, () -> Inspection.stackOfStep(view));
    this.alarm =
        new Alarm(options.realLimit(), this::failureOfStep, () -> Inspection.interruptStep(view));
    network.startOn(loop);
    loop.setDefaultExecutor(threads);
  }

  EventLoop loop() {
    return loop;
  }

  Network network() {
    return network;
  }

  @Override
  public Clock clock() {
    return this;
  }

  @Override
  public SelectorProvider channels() {
    return network.channels();
  }

  @Override
  public SeededScheduler scheduler() {
    return scheduler;
  }

  @Override
  public Executor executor(Executor executor) {
    return threads;
  }

  @Override
  public void requireMachine(String what) {
    throw new UnsupportedOperationException(
        what
            + " are not simulated: give the program a stand-in for what needs them, or test it in"
            + " Asyncio.run()");
  }

  // Time

  @Override
  public long nanos() {
    return clock.nanos();
  }

  @Override
  public void select(Selector selector, Consumer<SelectionKey> ready, long nanos) {
    if (watchdog != null) {
      watchdog.idle();
    }
    var sockets = (SimulatedSelector) selector;
    if (sockets.poll(ready) > 0 || nanos <= 0 || clock.wakeIdleWaiter()) {
      return;
    }
    if ((threads.areBusy() || view.hasBlockedTask()) && machineMoves(sockets, nanos)) {
      return;
    }
    if (nanos == FOREVER) {
      throw failure(Kind.DEADLOCK, "nothing can run, and no timer is set");
    }
    jump(nanos);
  }

  /// Waits for a thread whose time is real, but not for ever if a timer is set, since the thread
  /// may wait for that.
  private boolean machineMoves(SimulatedSelector sockets, long untilTimer) {
    boolean waits = untilTimer != FOREVER;
    Duration blocking = options.blockingLimit();
    Duration limit =
        blocking != null ? blocking : waits ? SimulatedThreads.PATIENCE : options.realLimit();
    if (sockets.awaitWakeup(limit.toNanos())) {
      return true;
    }
    if (blocking != null || !waits) {
      throw failure(
          blocking != null ? Kind.BLOCKING_CALL : Kind.TIME_LIMIT,
          "blocked for " + limit + " of real time");
    }
    return false;
  }

  private void jump(long nanos) {
    clock.jump(nanos);
    trace.add(nanos);
    if (clock.elapsed().compareTo(options.virtualLimit()) > 0) {
      throw failure(Kind.TIME_LIMIT, "goes on after " + options.virtualLimit() + " of its time");
    }
  }

  private void beforeStep() {
    if (watchdog != null) {
      watchdog.step();
    }
    checkRealTime();
  }

  private void checkRealTime() {
    if (++steps % STEPS_PER_LOOK == 0
        && System.nanoTime() - began > options.realLimit().toNanos()) {
      throw failure(
          Kind.TIME_LIMIT,
          "goes on after %s of real time, %s of its own"
              .formatted(options.realLimit(), clock.elapsed()));
    }
  }

  /// Makes the failure for a step that holds the loop's thread. Any thread.
  private SimulationFailure failureOfStep() {
    String where =
        Inspection.stackOfStep(view).stream()
            .map(frame -> "    at " + frame)
            .collect(Collectors.joining("\n"));
    return failure(
        Kind.TIME_LIMIT,
        "a step goes on after " + options.realLimit() + " of real time:\n" + where);
  }

  /// Ends the alarm and gives the failure that it found; null if it did not ring.
  @Nullable SimulationFailure endAlarm() {
    alarm.close();
    SimulationFailure rang = alarm.finding();
    if (rang != null) {
      var _ = Thread.interrupted(); // the step may have ended before
    }
    return rang;
  }

  /// Ends the watch and gives the failure that it found, a step that blocked; null if none did.
  @Nullable SimulationFailure endWatch() {
    if (watchdog == null) {
      return null;
    }
    watchdog.close();
    String found = watchdog.finding();
    return found == null
        ? null
        : new SimulationFailure(
            Kind.BLOCKING_CALL,
            "a step took longer than " + options.blockingLimit() + " of real time:\n" + found);
  }

  /// A failure that shows the state of the tasks.
  SimulationFailure failure(Kind kind, String message) {
    return new SimulationFailure(kind, message + "\n" + tasks());
  }

  private String tasks() {
    List<LoopInfo> loops =
        List.of(requireNonNull(Inspection.look(view, null, Inspection.Extent.USUAL), "loop runs"));
    return Report.pstree(loops) + "\n" + Report.ps(loops);
  }
}
