package jasyncio.cluster;

import jasyncio.Coroutine;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;

/// Lets one task of all members at a time through.
///
/// {@snippet lang="java":
/// var lock = cluster.lock("ledger");
///
/// try (var hold = await(lock.acquire())) {            // async with lock:
///   await(ledger.write(entry, hold.token()));         //     await ledger.write(entry)
/// }
/// }
///
/// Tasks get it in the order in which their requests reach the log, whatever their members. It is
/// not reentrant.
///
/// | when | then |
/// |---|---|
/// | the waiting task is cancelled | at once; the next in line moves up, and a lock that was granted meanwhile goes on to it |
/// | the member of the holder dies, or leaves | the next gets it: after a lease, or at once |
/// | this member is cut off from the majority | after a lease, waits and new requests fail with [MajorityLostException], and holds are lost |
/// | there is no majority at all | nobody is granted anything until there is one again |
///
/// Belongs to the loop of its cluster. Mirrors `asyncio.Lock`.
///
/// @see Cluster#lock
public final class ClusterLock {
  private final String name;
  private final Requests requests;

  ClusterLock(Node node, String name) {
    this.name = name;
    this.requests = new Requests(node, new Name(Name.Kind.LOCK, name), this);
  }

  /// Acquires the lock; suspends while another task holds it, or waits for it. Close the hold to
  /// release it.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached.
  @CheckReturnValue
  public Coroutine<Hold> acquire() {
    return () -> new Hold(requests.claim(new Request.Acquire(1), "ClusterLock.acquire"), toString());
  }

  /// Whether some task holds the lock. Suspends for a round trip. Mirrors `Lock.locked`.
  @CheckReturnValue
  public Coroutine<Boolean> locked() {
    return () ->
        requests.ask(new Request.Look(), "ClusterLock.locked") instanceof Answer.Holders holders
            && !holders.holders().isEmpty();
  }

  @Override
  public String toString() {
    return "ClusterLock[" + name + "]";
  }
}
