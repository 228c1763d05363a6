package jasyncio;

import java.util.Objects;

/// How to make a loop: see [Asyncio#newEventLoop(LoopOptions)].
///
/// @param engine how the loop runs coroutines
/// @param debug whether debug mode is on
public record LoopOptions(Engine engine, boolean debug) {
  /// The engine that suits this JVM, and debug mode as the system property `jasyncio.debug` or the
  /// environment variable `JASYNCIO_DEBUG` say.
  public static final LoopOptions DEFAULTS = new LoopOptions(Engine.AUTO, debugByDefault());

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

  private static boolean debugByDefault() {
    return Boolean.getBoolean("jasyncio.debug") || "1".equals(System.getenv("JASYNCIO_DEBUG"));
  }
}
