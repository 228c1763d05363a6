package jasyncio.test;

import jasyncio.EventLoop;
import jasyncio.LoopOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/// Runs the method of an [AsyncTest] as often as it has seeds, each time with parameters of its
/// own.
final class AsyncTestExtension implements InvocationInterceptor, ParameterResolver {
  private static final String REPLAY = "jasyncio.test.replay";
  private static final String SEEDS = "jasyncio.test.seeds";

  private static final Map<Class<?>, Function<Simulation, Object>> PARAMETERS =
      Map.of(
          Simulation.class, simulation -> simulation,
          EventLoop.class, Simulation::loop,
          VirtualClock.class, Simulation::clock,
          Network.class, Simulation::network,
          RandomGenerator.class, Simulation::random);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return PARAMETERS.containsKey(parameter.getParameter().getType())
        && isOfTheTest(parameter, test);
  }

  private static boolean isOfTheTest(ParameterContext parameter, ExtensionContext test) {
    if (parameter.getDeclaringExecutable().equals(test.getRequiredTestMethod())) {
      return true;
    }
    throw new ParameterResolutionException(
        "%s: a run has a %s only for the method with @AsyncTest"
            .formatted(
                parameter.getDeclaringExecutable(),
                parameter.getParameter().getType().getSimpleName()));
  }

  /// Supplies the parameters that JUnit wants before the first run; each run replaces them.
  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return null;
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext test)
      throws Throwable {
    invocation.skip();
    AsyncTest settings =
        AnnotationSupport.findAnnotation(method.getExecutable(), AsyncTest.class).orElseThrow();
    SimulationOptions options = options(settings);
    var runs = new Runs(method, options, test);
    String schedule = System.getProperty(REPLAY);
    if (schedule != null) {
      throwFailure(runs.run(Schedule.parse(schedule)));
    } else {
      explore(new Explorer(runs::explore, options.realLimit()), seeds(settings));
      runs.throwIfAllAborted();
    }
  }

  /// Intercepts the tests of a template, which makes several of one method, as `@ParameterizedTest`
  /// does.
  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext test) {
    throw new IllegalStateException(
        method.getExecutable().getName()
            + ": @AsyncTest makes a test by itself; a @ParameterizedTest or @RepeatedTest, without"
            + " it, can use Simulation.run or an Explorer");
  }

  private static SimulationOptions options(AsyncTest settings) {
    Duration blocking = Duration.ofMillis(settings.blockingMillis());
    return SimulationOptions.DEFAULTS
        .withLoop(LoopOptions.DEFAULTS.withEngine(DemandedEngine.checked(settings.engine())))
        .withStrictOrder(settings.strictOrder())
        .withVirtualLimit(seconds(settings.virtualSeconds()))
        .withRealLimit(seconds(settings.realSeconds()))
        .withLeaksAllowed(settings.leaksAllowed())
        .withBlockingLimit(blocking.isZero() ? null : blocking);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static int seeds(AsyncTest settings) {
    String asked = System.getProperty(SEEDS);
    return settings.seeds() > 1 && asked != null ? parseSeeds(asked) : settings.seeds();
  }

  private static int parseSeeds(String asked) {
    try {
      return Integer.parseInt(asked);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a number expected: -D" + SEEDS + "=" + asked, e);
    }
  }

  private static void explore(Explorer explorer, int seeds) throws Throwable {
    Optional<Explorer.Finding> finding = explorer.explore(seeds);
    if (finding.isPresent()) {
      Result result = finding.get().result();
      Throwable failure = failureOf(result);
      if (finding.get().seed() != 0) { // the next exploration begins with the first run
        failure.addSuppressed(new HowToRepeat(finding.get()));
      }
      throw failure;
    }
  }

  private static void throwFailure(Result result) throws Throwable {
    if (result.failed()) {
      throw failureOf(result);
    }
  }

  private static Throwable failureOf(Result result) {
    return Objects.requireNonNull(result.failure(), "failure");
  }

  /// The runs of one test, of which only the first has the instance that JUnit made.
  private static final class Runs {
    private final ReflectiveInvocationContext<Method> method;
    private final SimulationOptions options;
    private final ExtensionContext test;
    private boolean begun;
    private boolean anyRan;
    private @Nullable TestAbortedException abort;

    Runs(
        ReflectiveInvocationContext<Method> method,
        SimulationOptions options,
        ExtensionContext test) {
      this.method = method;
      this.options = options;
      this.test = test;
    }

    Result run(Schedule schedule) {
      if (begun && FreshInstance.isPossible(test)) {
        var fresh = new FreshInstance(test);
        return closed(fresh, run(schedule, fresh.get()));
      }
      begun = true;
      return run(schedule, method.getTarget().orElse(null));
    }

    /// The result of a run after the calls that follow it: they may fail as well, and must not hide
    /// the failure of the run itself.
    private static Result closed(FreshInstance instance, Result result) {
      try {
        instance.close();
        return result;
      } catch (Throwable t) {
        Throwable failure = result.failure();
        if (failure == null) {
          return withFailure(result, t);
        }
        if (t != failure) { // else the two cannot be told apart
          failure.addSuppressed(t);
        }
        return result;
      }
    }

    private static Result withFailure(Result result, @Nullable Throwable failure) {
      return new Result(result.schedule(), result.hash(), result.elapsed(), failure);
    }

    /// Explores the runs. A run whose assumption fails shows nothing, and other runs may fail.
    Result explore(Schedule schedule) {
      Result result = run(schedule);
      if (result.failure() instanceof TestAbortedException aborted) {
        abort = aborted;
        return withFailure(result, null);
      }
      anyRan = true;
      return result;
    }

    void throwIfAllAborted() {
      if (abort != null && !anyRan) {
        throw abort;
      }
    }

    private Result run(Schedule schedule, @Nullable Object target) {
      return Simulation.run(simulation -> call(target, simulation), schedule, options);
    }

    private void call(@Nullable Object target, Simulation simulation) {
      Parameter[] parameters = method.getExecutable().getParameters();
      List<Object> given = method.getArguments();
      @Nullable Object[] arguments = new Object[parameters.length];
      for (int i = 0; i < arguments.length; i++) {
        var ours = PARAMETERS.get(parameters[i].getType());
        arguments[i] = ours == null ? given.get(i) : ours.apply(simulation);
      }
      ReflectionSupport.invokeMethod(method.getExecutable(), target, arguments);
    }
  }

  /// A note that accompanies a failure and has no stack of its own.
  private static final class HowToRepeat extends Exception {
    private static final long serialVersionUID = 1;

    HowToRepeat(Explorer.Finding finding) {
      super(
          "failed with seed %d; simplified to %s from the order of events; repeat it with -D%s=%s"
              .formatted(
                  finding.seed(),
                  deviations(finding.result().schedule()),
                  REPLAY,
                  finding.result().schedule()),
          null,
          false,
          false);
    }

    private static String deviations(Schedule schedule) {
      int count = Objects.requireNonNull(schedule.deviations()).size();
      return count == 1 ? "1 deviation" : count + " deviations";
    }
  }
}
