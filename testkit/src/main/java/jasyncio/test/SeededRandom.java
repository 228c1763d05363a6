package jasyncio.test;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Random numbers that are the same on every machine and in every version of Java: SplitMix64, by
/// Steele, Lea and Flood.
final class SeededRandom implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /// @param stream a number that separates the generators of one seed
  SeededRandom(long seed, int stream) {
    this.state = scramble(seed + GOLDEN_GAMMA * stream);
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return scramble(state);
  }

  static long scramble(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// Returns whether an event of this probability happens.
  boolean happens(double probability) {
    return probability > 0 && nextDouble() < probability;
  }

  /// Draws a duration of `usual` or longer: mostly a little, seldom ten times.
  long stretched(Duration usual) {
    double luck = nextDouble();
    return Math.round(usual.toNanos() * (1 + 9 * luck * luck * luck * luck));
  }
}
