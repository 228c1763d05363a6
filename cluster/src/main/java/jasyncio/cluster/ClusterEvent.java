package jasyncio.cluster;

import jasyncio.Coroutine;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;

/// A flag that tasks of all members wait for.
///
/// {@snippet lang="java":
/// var ready = cluster.event("ready");
///
/// await(ready.waitSet());                             // await ready.wait()
/// }
///
/// Setting it lets all go on whose requests reached the log before, even if it is cleared again at
/// once. It stays set when the member that set it dies. A wait that is cancelled ends at once; one on a
/// member that is cut off from the majority fails with [MajorityLostException] after a lease.
///
/// Belongs to the loop of its cluster. Mirrors `asyncio.Event`; its methods are coroutines here.
///
/// @see Cluster#event
public final class ClusterEvent {
  private final String name;
  private final Requests requests;

  ClusterEvent(Node node, String name) {
    this.name = name;
    this.requests = new Requests(node, new Name(Name.Kind.EVENT, name), this);
  }

  /// Suspends the current task until the event is set. Mirrors `Event.wait`.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached.
  @CheckReturnValue
  public Coroutine<Void> waitSet() {
    return Coroutine.of(() -> requests.ask(new Request.AwaitMark(), "ClusterEvent.waitSet"));
  }

  /// Sets the event. Suspends for a round trip; cancelled meanwhile, it may have been set, or not.
  /// Mirrors `Event.set`.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached.
  @CheckReturnValue
  public Coroutine<Void> set() {
    return Coroutine.of(() -> requests.ask(new Request.Mark(true), "ClusterEvent.set"));
  }

  /// Clears the event, as [#set()] sets it. Mirrors `Event.clear`.
  @CheckReturnValue
  public Coroutine<Void> clear() {
    return Coroutine.of(() -> requests.ask(new Request.Mark(false), "ClusterEvent.clear"));
  }

  /// Whether the event is set. Suspends for a round trip. Mirrors `Event.is_set`.
  @CheckReturnValue
  public Coroutine<Boolean> isSet() {
    return () ->
        requests.ask(new Request.Look(), "ClusterEvent.isSet") instanceof Answer.Marked(boolean set)
            && set;
  }

  @Override
  public String toString() {
    return "ClusterEvent[" + name + "]";
  }
}
