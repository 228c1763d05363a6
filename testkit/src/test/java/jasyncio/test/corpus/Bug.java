package jasyncio.test.corpus;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.sleep;

import jasyncio.test.Program;
import jasyncio.test.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A small program with a bug of a kind that users report, and the same without it.
///
/// @param name the failure
/// @param code the program, with the bug or fixed
record Bug(String name, Code code) {
  @FunctionalInterface
  interface Code {
    void run(Simulation simulation, boolean fixed) throws Exception;
  }

  Program planted() {
    return simulation -> code.run(simulation, false);
  }

  Program fixed() {
    return simulation -> code.run(simulation, true);
  }

  static List<Bug> all() {
    return Stream.of(
            SharedStateBugs.ALL,
            WakeUpBugs.ALL,
            CancellationBugs.ALL,
            GroupBugs.ALL,
            QueueBugs.ALL,
            ConnectionBugs.ALL,
            DistributedBugs.ALL)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }

  // Helpers of the programs

  static void yieldTurn() {
    await(sleep(Duration.ZERO));
  }

  static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }

  static void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
