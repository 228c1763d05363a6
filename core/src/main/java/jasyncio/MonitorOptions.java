package jasyncio;

import java.time.Duration;
import java.util.Objects;

/// The settings of a [Monitor].
///
/// @param port the port to listen at; zero for any that is free
/// @param cancel tells whether its page may cancel tasks
/// @param slowStep the time from which a step is listed as slow
public record MonitorOptions(int port, boolean cancel, Duration slowStep) {
  /// Any port, a page that only shows, and steps that are slow from 100 ms on, as
  /// [EventLoop#slowCallbackDuration()] has it.
  public static final MonitorOptions DEFAULTS =
      new MonitorOptions(0, false, Duration.ofMillis(100));

  private static final int LAST_PORT = 65_535;

  /// Checks the port, and that steps may take time.
  public MonitorOptions {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("expected a port of 0 to " + LAST_PORT + ": " + port);
    }
    Objects.requireNonNull(slowStep, "slowStep");
    if (!slowStep.isPositive()) {
      throw new IllegalArgumentException("slowStep <= 0: " + slowStep);
    }
  }

  /// The same with another port; zero for any that is free.
  public MonitorOptions withPort(int port) {
    return new MonitorOptions(port, cancel, slowStep);
  }

  /// The same with buttons that cancel tasks, or without.
  public MonitorOptions withCancel(boolean cancel) {
    return new MonitorOptions(port, cancel, slowStep);
  }

  /// The same with another limit for steps that are not listed as slow.
  public MonitorOptions withSlowStep(Duration slowStep) {
    return new MonitorOptions(port, cancel, slowStep);
  }
}
