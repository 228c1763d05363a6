package jasyncio.test;

import jasyncio.LoopOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The rules and limits of a simulation.
///
/// @param loop the options of its loop
/// @param strictOrder true if tasks keep the order in which they became ready, as they do in
///   asyncio's implementation; otherwise only the promised order is kept, that of callbacks of
///   `callSoon`
/// @param virtualLimit the limit on virtual time for a run
/// @param realLimit the limit on real time for a run
/// @param settling the virtual time after the program's end in which connections may close and
///   tasks may end before they count as left behind
/// @param leaksAllowed true if tasks and sockets may be left behind
/// @param blockingLimit the time that a step of the loop may block its thread in real time; null
///   for no limit, which saves a thread not look, which saves a thread
public record SimulationOptions(
    LoopOptions loop,
    boolean strictOrder,
    Duration virtualLimit,
    Duration realLimit,
    Duration settling,
    boolean leaksAllowed,
    @Nullable Duration blockingLimit) {
  /// A day of virtual time and half a minute of real; nothing may be left behind after a second.
  public static final SimulationOptions DEFAULTS =
      new SimulationOptions(
          LoopOptions.DEFAULTS,
          false,
          Duration.ofDays(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          false,
          null);

  /// Checks that no option is missing.
  public SimulationOptions {
    Objects.requireNonNull(loop, "loop");
    Objects.requireNonNull(virtualLimit, "virtualLimit");
    Objects.requireNonNull(realLimit, "realLimit");
    Objects.requireNonNull(settling, "settling");
  }

  /// A copy with other options for the loop.
  public SimulationOptions withLoop(LoopOptions loop) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// A copy in which tasks keep their order, or do not.
  public SimulationOptions withStrictOrder(boolean strictOrder) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// A copy with another limit on virtual time.
  public SimulationOptions withVirtualLimit(Duration virtualLimit) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// A copy with another limit on real time.
  public SimulationOptions withRealLimit(Duration realLimit) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// A copy with another time to settle.
  public SimulationOptions withSettling(Duration settling) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// A copy in which leaks are allowed, or not.
  public SimulationOptions withLeaksAllowed(boolean leaksAllowed) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// A copy with a limit on steps that block, or, for null, without.
  public SimulationOptions withBlockingLimit(@Nullable Duration blockingLimit) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }
}
