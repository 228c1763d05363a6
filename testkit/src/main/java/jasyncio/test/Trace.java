package jasyncio.test;

/// A hash of the events of a run: equal decisions and outcomes give equal numbers, on any machine.
/// Loop thread only, or the thread that runs the simulation.
final class Trace {
  private long hash = 0x6A09E667F3BCC909L; // arbitrary

  void add(long fact) {
    hash = SeededRandom.scramble(hash ^ fact) + 0x9E3779B97F4A7C15L;
  }

  void add(String fact) {
    fact.chars().forEach(this::add);
  }

  long hash() {
    return hash;
  }
}
