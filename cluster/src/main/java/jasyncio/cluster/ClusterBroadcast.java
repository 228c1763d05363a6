package jasyncio.cluster;

import static jasyncio.Asyncio.await;

import jasyncio.Broadcast;
import jasyncio.Coroutine;
import jasyncio.QueueShutDownException;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;
import java.util.Iterator;
import java.util.Objects;

/// Gives every item to every subscriber of all members, in one order for all.
///
/// {@snippet lang="java":
/// ClusterBroadcast<Price> prices = cluster.broadcast("prices");
///
/// try (var subscription = prices.subscribe(100, Broadcast.Overflow.DROP_OLDEST)) {
///   for (Price price : subscription) {
///     await(show(price));
///   }
/// }
/// }
///
/// A subscriber gets what reaches the log after it subscribed. It has room for so many items of its
/// own and loses items beyond that, which it counts: a slow member never holds up the others. A
/// member that is cut off from the majority gets nothing meanwhile, and what was published then
/// either later or never.
///
/// Belongs to the loop of its cluster. Beyond asyncio; see [Broadcast].
///
/// @param <T> the type of the items
/// @see Cluster#broadcast
public final class ClusterBroadcast<T> {
  private final Node node;
  private final String name;
  private final Requests requests;

  ClusterBroadcast(Node node, String name) {
    this.node = node;
    this.name = name;
    this.requests = new Requests(node, new Name(Name.Kind.BROADCAST, name), this);
  }

  /// Publishes `item`; suspends until the majority has it. Cancelled meanwhile, it may be published, or
  /// not.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached: the item then may be
  /// published, or not; and [NotAllowedException] if the item cannot be sent.
  @CheckReturnValue
  public Coroutine<Void> publish(T item) {
    Objects.requireNonNull(item, "item");
    return Coroutine.of(() -> {
      byte[] bytes = node.codec().encode(item);
      requests.ask(new Request.Publish(bytes), "ClusterBroadcast.publish");
    });
  }

  /// Subscribes to what is published from now on.
  ///
  /// @param capacity how many items are kept that the subscriber has not got yet
  /// @param overflow which are dropped when there are more: the oldest or the newest
  /// @throws IllegalArgumentException if `capacity` is less than one, or publishers were to wait
  public Subscription<T> subscribe(int capacity, Broadcast.Overflow overflow) {
    if (overflow == Broadcast.Overflow.WAIT) {
      throw new IllegalArgumentException("overflow: expected DROP_OLDEST or DROP_NEWEST, got WAIT");
    }
    return new Subscription<>(node, node.broadcast(name).subscribe(capacity, overflow));
  }

  @Override
  public String toString() {
    return "ClusterBroadcast[" + name + "]";
  }

  /// One subscriber's items. Close it when you have enough.
  ///
  /// @param <T> the type of the items
  public static final class Subscription<T> implements Iterable<T>, AutoCloseable {
    private final Node node;
    private final Broadcast.Subscription<byte[]> items;

    private Subscription(Node node, Broadcast.Subscription<byte[]> items) {
      this.node = node;
      this.items = items;
    }

    /// The next item; suspends while there is none. Cancelled meanwhile, it has taken none.
    ///
    /// Awaiting throws [QueueShutDownException] once the member has left, or the subscription is
    /// closed; and [NotAllowedException] if the item is of a class that is not allowed here.
    @CheckReturnValue
    @SuppressWarnings("unchecked") // the type of what was published
    public Coroutine<T> get() {
      return () -> (T) Objects.requireNonNull(node.codec().decode(await(items.get())));
    }

    /// The items to come, until the member leaves or the subscription is closed.
    @Override
    public Iterator<T> iterator() {
      return new Upcoming<>(get());
    }

    /// How many items this subscriber has lost.
    public long dropped() {
      return items.dropped();
    }

    @Override
    public void close() {
      items.close();
    }

    @Override
    public String toString() {
      return items.toString();
    }
  }
}
