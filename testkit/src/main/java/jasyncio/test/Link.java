package jasyncio.test;

import java.time.Duration;

/// The path between two hosts, or from a host to itself, with its speed and its faults. It is the
/// same in both directions.
///
/// Changes apply to data sent after them. Belongs to the simulation's loop.
public final class Link {
  private final Network network;
  private final SeededRandom random;
  private final boolean calm;

  private Duration latency;
  private long bytesPerSecond = Long.MAX_VALUE;
  private double loss;
  private boolean cut;

  // the time at which the last byte so far has left, in each direction
  private final long[] freeAt = new long[2];

  Link(Network network, SeededRandom random, boolean calm, Duration latency) {
    this.network = network;
    this.random = random;
    this.calm = calm;
    this.latency = latency;
  }

  /// Sets the shortest time that bytes travel. With a seed it is mostly a little longer, seldom ten
  /// times, and so datagrams overtake each other.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Link latency(Duration latency) {
    if (latency.isNegative()) {
      throw new IllegalArgumentException("latency < 0: " + latency);
    }
    this.latency = latency;
    return this;
  }

  /// Sets the number of bytes that can be sent in a second.
  ///
  /// @throws IllegalArgumentException unless that is positive
  public Link bandwidth(long bytesPerSecond) {
    if (bytesPerSecond <= 0) {
      throw new IllegalArgumentException("bytesPerSecond <= 0: " + bytesPerSecond);
    }
    this.bytesPerSecond = bytesPerSecond;
    return this;
  }

  /// Sets the probability that a packet is lost: a datagram for good, a piece of a connection until
  /// TCP sends it again.
  ///
  /// @throws IllegalArgumentException unless it is at least 0 and less than 1
  public Link loss(double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("loss not within 0 to 1: " + probability);
    }
    this.loss = probability;
    return this;
  }

  /// Stops all traffic from now on, as when a cable is unplugged: datagrams are lost, connections
  /// stall.
  public void cut() {
    cut = true;
  }

  /// Ends a cut: connections continue.
  public void heal() {
    cut = false;
    network.resumeStalled();
  }

  boolean isCut() {
    return cut;
  }

  boolean losesPacket() {
    return random.happens(loss);
  }

  /// The time until a packet of `bytes` that is sent now arrives, in nanoseconds; it queues behind
  /// the data sent before in the same direction.
  long travelTime(int direction, int bytes) {
    return queueing(direction, bytes) + (calm ? latency.toNanos() : random.stretched(latency));
  }

  private long queueing(int direction, int bytes) {
    if (bytesPerSecond == Long.MAX_VALUE) {
      return 0;
    }
    long now = network.now();
    long left = Math.max(now, freeAt[direction]) + bytes * 1_000_000_000L / bytesPerSecond;
    freeAt[direction] = left;
    return left - now;
  }
}
