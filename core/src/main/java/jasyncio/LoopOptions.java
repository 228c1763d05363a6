package jasyncio;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How to make a loop: see [Asyncio#newEventLoop(LoopOptions)].
///
/// @param engine how the loop runs coroutines
/// @param debug whether debug mode is on
public record LoopOptions(Engine engine, boolean debug) {
  /// The engine that suits this JVM, and debug mode as the system property `jasyncio.debug` says;
  /// without that, it is on if the environment variable `JASYNCIO_DEBUG` is not empty.
  public static final LoopOptions DEFAULTS =
      new LoopOptions(
          Engine.AUTO,
          debugByDefault(System.getProperty("jasyncio.debug"), System.getenv("JASYNCIO_DEBUG")));

  /// Checks that there is an engine.
  public LoopOptions {
    Objects.requireNonNull(engine, "engine");
  }

  /// The same with another engine.
  public LoopOptions withEngine(Engine engine) {
    return new LoopOptions(engine, debug);
  }

  /// The same with debug mode on or off.
  public LoopOptions withDebug(boolean debug) {
    return new LoopOptions(engine, debug);
  }

  static boolean debugByDefault(@Nullable String property, @Nullable String variable) {
    return property != null
        ? Boolean.parseBoolean(property)
        : variable != null && !variable.isEmpty();
  }
}
