package jasyncio.test;

import jasyncio.EventLoop;
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
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

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
    return PARAMETERS.containsKey(parameter.getParameter().getType());
  }

  /// JUnit wants its parameters before the first run; each run replaces them.
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
    Program program = simulation -> call(method, simulation);
    String schedule = System.getProperty(REPLAY);
    if (schedule != null) {
      throwFailure(Simulation.run(program, Schedule.parse(schedule), options(settings)));
    } else {
      explore(new Explorer(program, options(settings)), seeds(settings));
    }
  }

  private static SimulationOptions options(AsyncTest settings) {
    Duration blocking = Duration.ofMillis(settings.blockingMillis());
    return SimulationOptions.DEFAULTS
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
    return settings.seeds() > 1 ? Integer.getInteger(SEEDS, settings.seeds()) : settings.seeds();
  }

  private static void explore(Explorer explorer, int seeds) throws Throwable {
    Optional<Explorer.Finding> finding = explorer.explore(seeds);
    if (finding.isPresent()) {
      Result result = finding.get().result();
      Throwable failure = failureOf(result);
      failure.addSuppressed(new HowToRepeat(finding.get()));
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

  private static void call(ReflectiveInvocationContext<Method> method, Simulation simulation) {
    Parameter[] parameters = method.getExecutable().getParameters();
    List<Object> given = method.getArguments();
    @Nullable Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < arguments.length; i++) {
      var ours = PARAMETERS.get(parameters[i].getType());
      arguments[i] = ours == null ? given.get(i) : ours.apply(simulation);
    }
    ReflectionSupport.invokeMethod(
        method.getExecutable(), method.getTarget().orElse(null), arguments);
  }

  /// Goes with a failure, and has no stack of its own.
  private static final class HowToRepeat extends Exception {
    private static final long serialVersionUID = 1;

    HowToRepeat(Explorer.Finding finding) {
      super(
          ("failed with seed %d; simplified to %d deviations from the order of events; repeat it"
                  + " with -D%s=%s")
              .formatted(
                  finding.seed(),
                  Objects.requireNonNull(finding.result().schedule().deviations()).size(),
                  REPLAY,
                  finding.result().schedule()),
          null,
          false,
          false);
    }
  }
}
