package jasyncio.test;

import jasyncio.LoopOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a simulation allows and forbids.
///
/// @param loop how the loop is made
/// @param strictOrder whether tasks keep the order in which they became ready, as asyncio happens
///   to keep it; otherwise only what it promises is kept: the order of callbacks of `callSoon`
/// @param virtualLimit how long a run may take in virtual time
/// @param realLimit how long a run may take in real time
/// @param settling how much virtual time there is after the program's end for connections to close
///   and tasks to end, before they count as left behind
/// @param leaksAllowed whether tasks and sockets may be left behind
/// @param blockingLimit how long a step of the loop may block its thread in real time; null does
///   not look, which saves a thread
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

  /// Checks that all is there.
  public SimulationOptions {
    Objects.requireNonNull(loop, "loop");
    Objects.requireNonNull(virtualLimit, "virtualLimit");
    Objects.requireNonNull(realLimit, "realLimit");
    Objects.requireNonNull(settling, "settling");
  }

  /// The same with loops made otherwise.
  public SimulationOptions withLoop(LoopOptions loop) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// The same with tasks in their order, or not.
  public SimulationOptions withStrictOrder(boolean strictOrder) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// The same with another limit in virtual time.
  public SimulationOptions withVirtualLimit(Duration virtualLimit) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// The same with another limit in real time.
  public SimulationOptions withRealLimit(Duration realLimit) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// The same with another time to settle.
  public SimulationOptions withSettling(Duration settling) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// The same with leaks allowed, or not.
  public SimulationOptions withLeaksAllowed(boolean leaksAllowed) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }

  /// The same with a watch on steps that block, or, for null, without.
  public SimulationOptions withBlockingLimit(@Nullable Duration blockingLimit) {
    return new SimulationOptions(
        loop, strictOrder, virtualLimit, realLimit, settling, leaksAllowed, blockingLimit);
  }
}
