package jasyncio.cluster;

import jasyncio.Coroutine;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;

/// Holds tasks of all members back until so many have come, and lets them go together, again and
/// again.
///
/// {@snippet lang="java":
/// var barrier = cluster.barrier("loaded", 3);
///
/// await(barrier.waitAll());                           // await barrier.wait()
/// }
///
/// A task that is cancelled while it waits leaves the barrier, as do all of a member that dies, and
/// others can take their places. On a member that is cut off from the majority, waiting fails with
/// [MajorityLostException] after a lease. All members have to name the same number of parties.
///
/// Belongs to the loop of its cluster. Mirrors `asyncio.Barrier`.
///
/// @see Cluster#barrier
public final class ClusterBarrier {
  private final String name;
  private final int parties;
  private final Requests requests;

  ClusterBarrier(Node node, String name, int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties < 1: " + parties);
    }
    this.name = name;
    this.parties = parties;
    this.requests = new Requests(node, new Name(Name.Kind.BARRIER, name), this);
  }

  /// Waits until as many tasks wait as the barrier has parties, and gives another number to each, from
  /// 0, in the order in which they came. Mirrors `Barrier.wait`.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached, and
  /// [IllegalArgumentException] if others wait for another number of parties.
  @CheckReturnValue
  public Coroutine<Integer> waitAll() {
    return () ->
        switch (requests.ask(new Request.Arrive(parties), "ClusterBarrier.waitAll")) {
          case Answer.Place(int place) -> place;
          case Answer answer -> throw Requests.unexpected(answer);
        };
  }

  @Override
  public String toString() {
    return "ClusterBarrier[" + name + ", parties=" + parties + "]";
  }
}
