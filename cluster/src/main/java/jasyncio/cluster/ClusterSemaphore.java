package jasyncio.cluster;

import jasyncio.Coroutine;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;

/// Lets so many tasks of all members at a time through.
///
/// {@snippet lang="java":
/// var connections = cluster.semaphore("database", 10);
///
/// try (var _ = await(connections.acquire())) {        // async with connections:
///   await(query());                                   //     await query()
/// }
/// }
///
/// All members have to name the same number of permits. Tasks get theirs in the order in which their
/// requests reach the log. Cancelling, the death of a member and the loss of the majority do what
/// they do with a [ClusterLock].
///
/// Belongs to the loop of its cluster. Mirrors `asyncio.Semaphore`.
///
/// @see Cluster#semaphore
public final class ClusterSemaphore {
  private final String name;
  private final int permits;
  private final Requests requests;

  ClusterSemaphore(Node node, String name, int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException("permits < 1: " + permits);
    }
    this.name = name;
    this.permits = permits;
    this.requests = new Requests(node, new Name(Name.Kind.SEMAPHORE, name), this);
  }

  /// Acquires a permit; suspends while there is none, or while others wait for one. Close the hold to
  /// release it.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached, and
  /// [IllegalArgumentException] if the semaphore is in use with another number of permits.
  @CheckReturnValue
  public Coroutine<Hold> acquire() {
    return () ->
        new Hold(
            requests.claim(new Request.Acquire(permits), "ClusterSemaphore.acquire"), toString());
  }

  /// Whether a permit cannot be acquired at once. Suspends for a round trip. Mirrors
  /// `Semaphore.locked`.
  @CheckReturnValue
  public Coroutine<Boolean> locked() {
    return () ->
        requests.ask(new Request.Look(), "ClusterSemaphore.locked") instanceof Answer.Holders holders
            && (holders.waiting() > 0 || holders.holders().size() >= permits);
  }

  @Override
  public String toString() {
    return "ClusterSemaphore[" + name + ", permits=" + permits + "]";
  }
}
