package jasyncio;

import jasyncio.internal.loop.LongSteps;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How to make a loop: see [Asyncio#newEventLoop(LoopOptions)].
///
/// @param engine how the loop runs coroutines
/// @param debug whether debug mode is on
/// @param longStepDuration from how long a step is reported while it still runs, see
///   [EventLoop#longStepDuration()]; null leaves the default
public record LoopOptions(Engine engine, boolean debug, @Nullable Duration longStepDuration) {
  /// The engine that suits this JVM, and debug mode as the system property `jasyncio.debug` says;
  /// without that, it is on if the environment variable `JASYNCIO_DEBUG` is not empty.
  public static final LoopOptions DEFAULTS =
      new LoopOptions(
          Engine.AUTO,
          debugByDefault(System.getProperty("jasyncio.debug"), System.getenv("JASYNCIO_DEBUG")));

  /// Checks that there is an engine, and that no duration is negative.
  public LoopOptions {
    Objects.requireNonNull(engine, "engine");
    if (longStepDuration != null) {
      LongSteps.checkLimit(longStepDuration);
    }
  }

  /// Leaves the rest as it is by default.
  public LoopOptions(Engine engine, boolean debug) {
    this(engine, debug, null);
  }

  /// The same with another engine.
  public LoopOptions withEngine(Engine engine) {
    return new LoopOptions(engine, debug, longStepDuration);
  }

  /// The same with debug mode on or off.
  public LoopOptions withDebug(boolean debug) {
    return new LoopOptions(engine, debug, longStepDuration);
  }

  /// The same with another limit for steps, zero for none: see [EventLoop#longStepDuration()].
  public LoopOptions withLongStepDuration(@Nullable Duration limit) {
    return new LoopOptions(engine, debug, limit);
  }

  static boolean debugByDefault(@Nullable String property, @Nullable String variable) {
    return property != null
        ? Boolean.parseBoolean(property)
        : variable != null && !variable.isEmpty();
  }
}
