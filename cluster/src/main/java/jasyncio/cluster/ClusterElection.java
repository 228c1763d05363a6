package jasyncio.cluster;

import jasyncio.Coroutine;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;
import java.util.Optional;

/// Lets one task of all members lead, until it resigns or its member is lost.
///
/// {@snippet lang="java":
/// var election = cluster.leader("scheduler");
///
/// while (true) {
///   try (var office = await(election.campaign())) {   // waits until it is elected
///     while (office.isHeld()) {
///       await(schedule(office.token()));
///     }
///   }
/// }
/// }
///
/// Candidates are elected in the order in which they began to campaign. Cancelling, the death of a
/// member and the loss of the majority do what they do with a [ClusterLock]: a leader that is cut off
/// knows after a lease that it leads no longer, before another one is elected.
///
/// Belongs to the loop of its cluster. Beyond asyncio.
///
/// @see Cluster#leader
public final class ClusterElection {
  private final Node node;
  private final String name;
  private final Requests requests;

  ClusterElection(Node node, String name) {
    this.node = node;
    this.name = name;
    this.requests = new Requests(node, new Name(Name.Kind.ELECTION, name), this);
  }

  /// Suspends until this candidate leads. Close the hold to resign.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached.
  @CheckReturnValue
  public Coroutine<Hold> campaign() {
    return () ->
        new Hold(requests.claim(new Request.Acquire(1), "ClusterElection.campaign"), toString());
  }

  /// The member that leads; empty if none does. Suspends for a round trip.
  @CheckReturnValue
  public Coroutine<Optional<Member>> current() {
    return () ->
        requests.ask(new Request.Look(), "ClusterElection.current") instanceof Answer.Holders holders
            ? holders.holders().stream().findFirst().map(node::memberOf)
            : Optional.empty();
  }

  @Override
  public String toString() {
    return "ClusterElection[" + name + "]";
  }
}
