package jasyncio.test;

import jasyncio.LoopOptions;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The rules and limits of a simulation. Immutable: start from [#DEFAULTS].
public final class SimulationOptions {
  private static final Setting<LoopOptions> LOOP = Setting.of("loop", LoopOptions.DEFAULTS);
  private static final Setting<Boolean> STRICT_ORDER = Setting.of("strictOrder", false);
  private static final Setting<Duration> VIRTUAL_LIMIT =
      Setting.of("virtualLimit", Duration.ofDays(1));
  private static final Setting<Duration> REAL_LIMIT =
      Setting.of("realLimit", Duration.ofSeconds(30));
  private static final Setting<Duration> SETTLING = Setting.of("settling", Duration.ofSeconds(1));
  private static final Setting<Boolean> LEAKS_ALLOWED = Setting.of("leaksAllowed", false);
  private static final Setting<@Nullable Duration> BLOCKING_LIMIT =
      Setting.optional("blockingLimit");

  /// A day of virtual time and half a minute of real; nothing may be left behind after a second.
  public static final SimulationOptions DEFAULTS = new SimulationOptions(Settings.DEFAULTS);

  private final Settings settings;

  private SimulationOptions(Settings settings) {
    this.settings = settings;
  }

  /// The options of the loop.
  public LoopOptions loop() {
    return settings.get(LOOP);
  }

  /// A copy with other options for the loop.
  public SimulationOptions withLoop(LoopOptions loop) {
    return new SimulationOptions(settings.with(LOOP, loop));
  }

  /// Returns whether tasks keep the order in which they became ready, as they do in asyncio's
  /// implementation; otherwise only the promised order is kept, that of callbacks of `callSoon`.
  public boolean strictOrder() {
    return settings.get(STRICT_ORDER);
  }

  /// A copy in which tasks keep their order, or do not.
  public SimulationOptions withStrictOrder(boolean strictOrder) {
    return new SimulationOptions(settings.with(STRICT_ORDER, strictOrder));
  }

  /// The limit on virtual time for a run.
  public Duration virtualLimit() {
    return settings.get(VIRTUAL_LIMIT);
  }

  /// A copy with another limit on virtual time.
  public SimulationOptions withVirtualLimit(Duration virtualLimit) {
    return new SimulationOptions(settings.with(VIRTUAL_LIMIT, virtualLimit));
  }

  /// The limit on real time for a run.
  public Duration realLimit() {
    return settings.get(REAL_LIMIT);
  }

  /// A copy with another limit on real time.
  public SimulationOptions withRealLimit(Duration realLimit) {
    return new SimulationOptions(settings.with(REAL_LIMIT, realLimit));
  }

  /// The virtual time after the program's end in which connections may close and tasks may end,
  /// before they count as left behind.
  public Duration settling() {
    return settings.get(SETTLING);
  }

  /// A copy with another time to settle.
  public SimulationOptions withSettling(Duration settling) {
    return new SimulationOptions(settings.with(SETTLING, settling));
  }

  /// Returns whether tasks and sockets may be left behind.
  public boolean leaksAllowed() {
    return settings.get(LEAKS_ALLOWED);
  }

  /// A copy in which leaks are allowed, or not.
  public SimulationOptions withLeaksAllowed(boolean leaksAllowed) {
    return new SimulationOptions(settings.with(LEAKS_ALLOWED, leaksAllowed));
  }

  /// The real time for which a step of the loop may block its thread; null for no limit, which
  /// saves a thread.
  public @Nullable Duration blockingLimit() {
    return settings.get(BLOCKING_LIMIT);
  }

  /// A copy with a limit on steps that block, or, for null, without.
  public SimulationOptions withBlockingLimit(@Nullable Duration blockingLimit) {
    return new SimulationOptions(settings.with(BLOCKING_LIMIT, blockingLimit));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SimulationOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "SimulationOptions" + settings;
  }
}
