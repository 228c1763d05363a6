package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A channel that delivers every item to every subscriber. Beyond asyncio.
///
/// {@snippet lang="java":
/// var prices = new Broadcast<Integer>();
///
/// createTask(() -> {
///   try (var subscription = prices.subscribe(100, Broadcast.Overflow.DROP_OLDEST)) {
///     for (int price : subscription) {
///       await(show(price));
///     }
///   }
/// });
///
/// await(prices.publish(42));
/// }
///
/// A subscriber gets the items that are published after it subscribed, in the order of publication,
/// which is the same for all. Each subscription has a capacity of its own, and a rule for items
/// that exceed it: the publisher waits, or items are dropped, and counted.
///
/// **Loop affinity.** Belongs to the loop of the first task that had to wait for it, and is not
/// thread-safe. Awaiting from another loop throws [IllegalStateException].
///
/// @param <T> the type of the items
/// @see Queue
public final class Broadcast<T> {
  /// The rule for an item for which a subscriber has no room.
  public enum Overflow {
    /// The publisher waits until there is room.
    WAIT,
    /// The subscriber loses its oldest item.
    DROP_OLDEST,
    /// The subscriber does not get this item.
    DROP_NEWEST
  }

  private final Set<Subscription<T>> subscriptions = new LinkedHashSet<>();

  // Held by the publisher, so that while it waits for room other tasks can only take items, and all
  // subscribers get items in the same order.
  private final Lock publishing = new Lock();
  private final Event roomMade = new Event();
  private boolean shutDown;

  /// A broadcast without subscribers.
  public Broadcast() {}

  /// Subscribes to the items published from now on.
  ///
  /// @param capacity the number of items that are kept until the subscriber gets them
  /// @param overflow the rule for further items while that many are kept
  /// @throws IllegalArgumentException if `capacity` is less than one
  /// @throws QueueShutDownException if the broadcast is shut down
  public Subscription<T> subscribe(int capacity, Overflow overflow) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity < 1: " + capacity);
    }
    checkOpen("subscribe");
    var subscription =
        new Subscription<T>(this, capacity, Objects.requireNonNull(overflow, "overflow"));
    subscriptions.add(subscription);
    return subscription;
  }

  /// Publishes `item` to all subscribers; suspends while a [Overflow#WAIT] subscriber has no room.
  /// If this is cancelled while it waits, no subscriber gets the item. Publishers take turns in the
  /// order of their calls.
  ///
  /// Awaiting throws [QueueShutDownException] if the broadcast is shut down.
  @CheckReturnValue
  public Coroutine<Void> publish(T item) {
    Objects.requireNonNull(item, "item");
    return Coroutine.of(() -> {
      try (var _ = await(publishing.acquire())) {
        while (isHeldUp() && !shutDown) {
          roomMade.clear();
          await(roomMade.waitSet());
        }
        deliver(item);
      }
    });
  }

  /// Publishes `item` to all subscribers at once.
  ///
  /// @throws QueueFullException if a [Overflow#WAIT] subscriber has no room, or if another
  ///   publisher waits for room; no subscriber gets the item then
  /// @throws QueueShutDownException if the broadcast is shut down
  public void publishNowait(T item) {
    Objects.requireNonNull(item, "item");
    if (!shutDown && (publishing.locked() || isHeldUp())) {
      throw new QueueFullException("publishNowait() on " + this + ": await publish() to wait");
    }
    deliver(item);
  }

  private boolean isHeldUp() {
    return subscriptions.stream().anyMatch(Subscription::isHoldingUp);
  }

  private void deliver(T item) {
    checkOpen("publish");
    subscriptions.forEach(subscription -> subscription.accept(item));
  }

  private void checkOpen(String operation) {
    if (shutDown) {
      throw new QueueShutDownException(operation + "() on " + this);
    }
  }

  /// Ends publishing: subscribers can still get the items that are left, and then find the end.
  /// Publishers that wait fail with [QueueShutDownException]. Calling it again does nothing.
  public void shutdown() {
    shutDown = true;
    List.copyOf(subscriptions).forEach(Subscription::end);
    roomMade.set();
  }

  /// The number of open subscriptions.
  public int subscribers() {
    return subscriptions.size();
  }

  @Override
  public String toString() {
    return "Broadcast[subscribers=" + subscriptions.size() + (shutDown ? ", shut down]" : "]");
  }

  /// One subscriber's items. Several tasks may share it: every item goes to one of them.
  ///
  /// Close it when it is no longer needed; otherwise publishers may wait for room for ever.
  ///
  /// @param <T> the type of the items
  public static final class Subscription<T> implements Iterable<T>, AutoCloseable {
    private final Broadcast<T> broadcast;
    private final Overflow overflow;
    private final Queue<T> items;
    private long dropped;

    private Subscription(Broadcast<T> broadcast, int capacity, Overflow overflow) {
      this.broadcast = broadcast;
      this.overflow = overflow;
      this.items = new Queue<>(capacity);
    }

    /// Returns the next item; suspends while there is none.
    ///
    /// Awaiting throws [QueueShutDownException] if there is none and the broadcast is shut down, or
    /// if the subscription is closed.
    @CheckReturnValue
    public Coroutine<T> get() {
      return this::take;
    }

    private T take() {
      T item = await(items.get());
      broadcast.roomMade.set();
      return item;
    }

    /// Returns an iterator over the items to come, each of which is awaited, until the broadcast is
    /// shut down or the subscription closed.
    @Override
    public Iterator<T> iterator() {
      return Queue.iterator(this, this::take);
    }

    /// The number of items that are kept for this subscriber.
    public int qsize() {
      return items.qsize();
    }

    /// The number of items this subscriber has lost.
    public long dropped() {
      return dropped;
    }

    private boolean isHoldingUp() {
      return overflow == Overflow.WAIT && items.full();
    }

    private void accept(T item) {
      if (items.full()) {
        dropped++;
        if (overflow == Overflow.DROP_NEWEST) {
          return;
        }
        items.getNowait();
      }
      items.putNowait(item);
    }

    private void end() {
      items.shutdown();
    }

    /// Ends the subscription and drops its items. Closing again does nothing.
    @Override
    public void close() {
      items.shutdown(true);
      broadcast.subscriptions.remove(this);
      broadcast.roomMade.set();
    }

    @Override
    public String toString() {
      return "Subscription[%s, qsize=%s, dropped=%s]".formatted(overflow, qsize(), dropped);
    }
  }
}
