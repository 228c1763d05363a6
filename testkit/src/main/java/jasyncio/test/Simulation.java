package jasyncio.test;

import jasyncio.Asyncio;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.KeyboardInterrupt;
import jasyncio.Task;
import jasyncio.TaskOptions;
import jasyncio.test.SimulationFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One run of a program on a fresh loop, with time, threads, network and the order of events
/// decided by a [Schedule].
///
/// {@snippet lang="java":
/// Result result = Simulation.run(simulation -> {
///   await(sleep(Duration.ofHours(1))); // takes no time
/// }, Schedule.of(42), SimulationOptions.DEFAULTS);
/// }
///
/// The program runs as a task. When it has ended, nothing else may be left: see
/// [SimulationFailure.Kind].
///
/// **Drawn from the seed.** The choice of the next step among those that are ready: callbacks of
/// `callSoon` keep their order, as asyncio promises; tasks, timers due at one time, and sockets do
/// not, unless the options are strict about tasks. The time that a job of `toThread` takes. The
/// time that bytes travel, and the pieces in which they arrive.
///
/// **Not simulated.** Subprocesses, pipes, Unix sockets, `getnameinfo`, and threads that the
/// program starts by itself.
public final class Simulation {
  private final Trace trace = new Trace();
  private final VirtualClock clock = new VirtualClock();
  private final SimulationOptions options;
  private final SimulatedWorld world;
  private final EventLoop loop;
  private final RandomGenerator random;
  private final List<ExceptionContext> reports = new ArrayList<>();

  // the program's failure or, if there is none, the simulation's
  private @Nullable Throwable failure;

  private Simulation(Schedule schedule, SimulationOptions options) {
    this.options = options;
    this.world = new SimulatedWorld(schedule, options, clock, trace);
    this.loop = world.loop();
    this.random = new SeededRandom(schedule.seed(), 3);
    loop.setExceptionHandler((_, context) -> reports.add(context));
  }

  /// Runs `program` with `schedule`. Failures are part of the result.
  public static Result run(Program program, Schedule schedule, SimulationOptions options) {
    var simulation = new Simulation(schedule, options);
    simulation.runToItsEnd(program);
    return simulation.result(schedule);
  }

  private void runToItsEnd(Program program) {
    Task<Void> main =
        loop.createTask(Coroutine.of(() -> program.run(this)), TaskOptions.named("program"));
    main.addDoneCallback(_ -> end(main));
    try {
      loop.runForever();
      if (!main.done()) {
        fail(new IllegalStateException("the loop was stopped before the program's end"));
      }
    } catch (Throwable t) {
      fail(t);
    } finally {
      SimulationFailure stuck = world.endAlarm();
      if (stuck != null) {
        failure = stuck; // other failures are caused by the interrupt
      }
      close();
    }
    if (failure instanceof KeyboardInterrupt interrupt) {
      throw interrupt; // the interrupter wants the end of the run, not its result
    }
    if (!reports.isEmpty()) {
      fail(reported());
    }
    SimulationFailure blocked = world.endWatch();
    if (blocked != null) {
      fail(blocked);
    }
  }

  private void end(Task<Void> main) {
    Throwable thrown = thrownBy(main);
    if (thrown != null) {
      fail(thrown);
      loop.stop();
    } else {
      loop.callLater(options.settling(), this::finish);
    }
  }

  private static @Nullable Throwable thrownBy(Task<Void> main) {
    try {
      main.result();
      return null;
    } catch (Throwable t) {
      return t;
    }
  }

  private void finish() {
    if (!options.leaksAllowed()) {
      failIfLeaked();
    }
    loop.stop();
  }

  private void failIfLeaked() {
    if (!Asyncio.allTasks(loop).isEmpty()) {
      fail(world.failure(Kind.LEAKED_TASKS, "tasks go on after the program's end"));
    }
    String open = world.network().openSockets();
    if (!open.isEmpty()) {
      fail(
          new SimulationFailure(
              Kind.LEAKED_SOCKETS, "sockets are open after the program's end:\n" + open));
    }
  }

  private void close() {
    try {
      loop.close();
    } catch (Throwable t) {
      fail(t);
    }
  }

  private SimulationFailure reported() {
    ExceptionContext first = reports.getFirst();
    var failure =
        new SimulationFailure(
            Kind.REPORTED, "the exception handler got: " + first.message(), first.exception());
    reports.stream()
        .skip(1)
        .map(ExceptionContext::exception)
        .filter(e -> e != null && e != first.exception())
        .forEach(failure::addSuppressed);
    return failure;
  }

  private void fail(Throwable failure) {
    if (this.failure == null) {
      this.failure = failure;
    }
  }

  private Result result(Schedule schedule) {
    trace.add(failure == null ? "ok" : failure.getClass().getName());
    return new Result(
        new Schedule(schedule.seed(), world.scheduler().deviations()),
        trace.hash(),
        clock.elapsed(),
        failure);
  }

  // For the program

  /// The loop that the program runs on.
  public EventLoop loop() {
    return loop;
  }

  /// The loop's time.
  public VirtualClock clock() {
    return clock;
  }

  /// The network of the program's sockets.
  public Network network() {
    return world.network();
  }

  /// Random numbers for the program, the same in every repetition.
  public RandomGenerator random() {
    return random;
  }

  /// Adds a fact to the run's hash, such as a result whose difference would matter.
  public void note(long fact) {
    trace.add(fact);
  }

  /// The reports to the loop's exception handler since the last call. Reports that the program does
  /// not take fail the run.
  public List<ExceptionContext> takeReports() {
    List<ExceptionContext> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }
}
