package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Options of a loop: see [Asyncio#newEventLoop(LoopOptions)]. Immutable: start from [#DEFAULTS].
public final class LoopOptions {
  private static final boolean DEBUG_BY_DEFAULT =
      debugByDefault(System.getProperty("jasyncio.debug"), System.getenv("JASYNCIO_DEBUG"));

  private static final Setting<Engine> ENGINE = Setting.of("engine", Engine.AUTO);
  private static final Setting<@Nullable Boolean> DEBUG = Setting.optional("debug");
  private static final Setting<@Nullable Duration> LONG_STEP_DURATION =
      Setting.optional("longStepDuration", Checks::notNegative);

  /// The engine that suits this JVM, and debug mode as the system property `jasyncio.debug` says;
  /// without that, it is on if the environment variable `JASYNCIO_DEBUG` is not empty.
  public static final LoopOptions DEFAULTS = new LoopOptions(Settings.DEFAULTS);

  private final Settings settings;

  private LoopOptions(Settings settings) {
    this.settings = settings;
  }

  static boolean debugByDefault(@Nullable String property, @Nullable String variable) {
    return property != null
        ? Boolean.parseBoolean(property)
        : variable != null && !variable.isEmpty();
  }

  /// The engine that runs coroutines.
  public Engine engine() {
    return settings.get(ENGINE);
  }

  /// These options with another engine.
  public LoopOptions withEngine(Engine engine) {
    return new LoopOptions(settings.with(ENGINE, engine));
  }

  /// Returns whether debug mode is on.
  public boolean debug() {
    Boolean debug = debugIfSet();
    return debug == null ? DEBUG_BY_DEFAULT : debug;
  }

  /// Returns whether debug mode is on, or null if these options leave the default.
  @Nullable Boolean debugIfSet() {
    return settings.get(DEBUG);
  }

  /// These options with debug mode on or off, or, for null, as it is by default.
  public LoopOptions withDebug(@Nullable Boolean debug) {
    return new LoopOptions(settings.with(DEBUG, debug));
  }

  /// The time from which on a step is reported while it still runs, see
  /// [EventLoop#longStepDuration()]; null leaves the default.
  public @Nullable Duration longStepDuration() {
    return settings.get(LONG_STEP_DURATION);
  }

  /// These options with another limit for steps, zero for none: see [EventLoop#longStepDuration()].
  /// Null leaves the default.
  ///
  /// @throws IllegalArgumentException if `limit` is negative
  public LoopOptions withLongStepDuration(@Nullable Duration limit) {
    return new LoopOptions(settings.with(LONG_STEP_DURATION, limit));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LoopOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "LoopOptions" + settings;
  }
}
