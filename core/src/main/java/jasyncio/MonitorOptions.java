package jasyncio;

import jasyncio.internal.base.Checks;
import jasyncio.internal.base.Setting;
import jasyncio.internal.base.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Options of a [Monitor]. Immutable: start from [#DEFAULTS].
public final class MonitorOptions {
  private static final int LAST_PORT = 65_535;

  private static final Setting<Integer> PORT = Setting.of("port", 0, MonitorOptions::checkPort);
  private static final Setting<Boolean> CANCEL = Setting.of("cancel", false);
  private static final Setting<Duration> SLOW_STEP =
      Setting.of("slowStep", Duration.ofMillis(100), Checks::positive);

  /// Any port, a page that only shows, and steps that are slow from 100 ms on, as
  /// [EventLoop#slowCallbackDuration()] has it.
  public static final MonitorOptions DEFAULTS = new MonitorOptions(Settings.DEFAULTS);

  private final Settings settings;

  private MonitorOptions(Settings settings) {
    this.settings = settings;
  }

  private static void checkPort(String name, int port) {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "expected a " + name + " of 0 to " + LAST_PORT + ": " + port);
    }
  }

  /// The port to listen on; zero for any that is free.
  public int port() {
    return settings.get(PORT);
  }

  /// These options with another port; zero for any that is free.
  ///
  /// @throws IllegalArgumentException if it is no port
  public MonitorOptions withPort(int port) {
    return new MonitorOptions(settings.with(PORT, port));
  }

  /// Returns whether the page may cancel tasks.
  public boolean cancel() {
    return settings.get(CANCEL);
  }

  /// These options with buttons that cancel tasks, or without.
  public MonitorOptions withCancel(boolean cancel) {
    return new MonitorOptions(settings.with(CANCEL, cancel));
  }

  /// The time from which on a step is listed as slow.
  public Duration slowStep() {
    return settings.get(SLOW_STEP);
  }

  /// These options with another limit for steps that are not listed as slow.
  ///
  /// @throws IllegalArgumentException if `slowStep` is not positive
  public MonitorOptions withSlowStep(Duration slowStep) {
    return new MonitorOptions(settings.with(SLOW_STEP, slowStep));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MonitorOptions that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /// The settings that are not the defaults.
  @Override
  public String toString() {
    return "MonitorOptions" + settings;
  }
}
