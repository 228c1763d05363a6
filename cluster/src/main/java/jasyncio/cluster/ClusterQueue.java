package jasyncio.cluster;

import jasyncio.Coroutine;
import jasyncio.QueueShutDownException;
import jasyncio.cluster.internal.Node;
import jasyncio.cluster.internal.state.Answer;
import jasyncio.cluster.internal.state.Name;
import jasyncio.cluster.internal.state.Request;
import java.util.Iterator;
import java.util.Objects;

/// Passes items from tasks that put to tasks that get, of whatever members, in the order in which
/// they were put.
///
/// {@snippet lang="java":
/// ClusterQueue<Job> jobs = cluster.queue("jobs", 1_000);
///
/// await(jobs.put(job));                               // await jobs.put(job)
///
/// for (var taken : jobs) {                            // on any member
///   await(work(taken.item()));
///   await(taken.taskDone());                          // jobs.task_done()
/// }
/// }
///
/// An item that was taken is at work until [Taken#taskDone()]. If the member that took it dies, leaves
/// or is cut off before, it is back at its place in the queue, and another gets it: so work that had
/// been done almost to the end is done again. Let it bear that.
///
/// The items are in the memory of the members. They are safe as long as a majority of these lives;
/// they do not outlive the cluster.
///
/// | when | then |
/// |---|---|
/// | a waiting `get` is cancelled | at once; an item that it was given meanwhile is back at its place |
/// | a waiting `put` is cancelled | at once; if there was room meanwhile, the item may be in the queue |
/// | a member dies | its waits are gone, its items at work are back: after a lease, or at once if it left |
/// | this member is cut off from the majority | after a lease, waits and new requests fail with [MajorityLostException] |
/// | there is no majority at all | nobody gets or puts anything until there is one again |
///
/// Belongs to the loop of its cluster. Mirrors `asyncio.Queue`.
///
/// @param <T> the type of the items
/// @see Cluster#queue
public final class ClusterQueue<T> implements Iterable<ClusterQueue.Taken<T>> {
  private final Node node;
  private final String name;
  private final int maxsize;
  private final Requests requests;

  ClusterQueue(Node node, String name, int maxsize) {
    this.node = node;
    this.name = name;
    this.maxsize = maxsize;
    this.requests = new Requests(node, new Name(Name.Kind.QUEUE, name), this);
  }

  /// The limit, or zero or less if there is none. Mirrors `Queue.maxsize`.
  public int maxsize() {
    return maxsize;
  }

  /// Puts `item`; suspends while there is no room, and for a round trip. Mirrors `Queue.put`.
  ///
  /// Awaiting throws [QueueShutDownException] if the queue is shut down, [MajorityLostException] if the
  /// majority cannot be reached, and [NotAllowedException] if the item cannot be sent.
  @CheckReturnValue
  public Coroutine<Void> put(T item) {
    Objects.requireNonNull(item, "item; to tell that no more will come, await shutdown()");
    return Coroutine.of(() -> {
      byte[] bytes = node.codec().encode(item);
      requests.ask(new Request.Put(maxsize, bytes), "ClusterQueue.put");
    });
  }

  /// Takes the next item; suspends while there is none. Mirrors `Queue.get`.
  ///
  /// Awaiting throws [QueueShutDownException] if the queue is shut down and no item is left, also none
  /// at work that could come back; [MajorityLostException] if the majority cannot be reached; and
  /// [NotAllowedException] if the item is of a class that is not allowed here: the item then is back.
  @CheckReturnValue
  public Coroutine<Taken<T>> get() {
    return () -> {
      Requests.Held held = requests.claim(new Request.Get(), "ClusterQueue.get");
      if (!(held.answer() instanceof Answer.Item(byte[] item, int deliveries))) {
        throw Requests.unexpected(held.answer());
      }
      return new Taken<>(this, held, decoded(held, item), deliveries);
    };
  }

  @SuppressWarnings("unchecked") // the type of what was put
  private T decoded(Requests.Held held, byte[] item) {
    try {
      return (T) Objects.requireNonNull(node.codec().decode(item));
    } catch (NotAllowedException e) {
      held.giveBack();
      throw e;
    }
  }

  /// Suspends until every item that was put is done. Mirrors `Queue.join`.
  ///
  /// Awaiting throws [MajorityLostException] if the majority cannot be reached.
  @CheckReturnValue
  public Coroutine<Void> join() {
    return Coroutine.of(() -> requests.ask(new Request.Join(), "ClusterQueue.join"));
  }

  /// How many items there are to get. Suspends for a round trip. Mirrors `Queue.qsize`.
  @CheckReturnValue
  public Coroutine<Integer> qsize() {
    return () ->
        switch (requests.ask(new Request.Look(), "ClusterQueue.qsize")) {
          case Answer.Size(int size, _) -> size;
          case Answer answer -> throw Requests.unexpected(answer);
        };
  }

  /// Ends putting, for all members and for good: what is there can still be got. Mirrors
  /// `Queue.shutdown`.
  @CheckReturnValue
  public Coroutine<Void> shutdown() {
    return shutdown(false);
  }

  /// As [#shutdown()]; if `immediate`, what is there is dropped.
  @CheckReturnValue
  public Coroutine<Void> shutdown(boolean immediate) {
    return Coroutine.of(
        () -> requests.ask(new Request.ShutDown(immediate), "ClusterQueue.shutdown"));
  }

  /// The items to come, each of which is awaited and taken, until the queue is shut down and no item
  /// is left.
  @Override
  public Iterator<Taken<T>> iterator() {
    return new Upcoming<>(get());
  }

  @Override
  public String toString() {
    return "ClusterQueue[" + name + (maxsize > 0 ? ", maxsize=" + maxsize + "]" : "]");
  }

  /// An item at work.
  ///
  /// @param <T> the type of the item
  public static final class Taken<T> {
    private final ClusterQueue<T> queue;
    private final Requests.Held held;
    private final T item;
    private final int deliveries;

    private Taken(ClusterQueue<T> queue, Requests.Held held, T item, int deliveries) {
      this.queue = queue;
      this.held = held;
      this.item = item;
      this.deliveries = deliveries;
    }

    /// The item.
    public T item() {
      return item;
    }

    /// How many times the item has been taken, with this one: more than once if others died of it, or
    /// gave it back.
    public int deliveries() {
      return deliveries;
    }

    /// Whether the item is at work here for sure, at this moment: see [Hold#isHeld()].
    public boolean isHeld() {
      return held.isTrusted();
    }

    /// Says that the work is done; suspends until the majority knows. Mirrors `Queue.task_done`.
    ///
    /// Awaiting throws [IllegalStateException] if it was said or given back before, and
    /// [MajorityLostException] if another member may work on the item by now, or it is not known
    /// whether one will.
    @CheckReturnValue
    public Coroutine<Void> taskDone() {
      return Coroutine.of(() -> {
        if (!held.isTrusted()) {
          throw new MajorityLostException(
              "taskDone() on " + this + ": another member may work on the item by now");
        }
        queue.requests.ask(new Request.Done(held.claim().number()), "ClusterQueue.taskDone");
      });
    }

    /// Gives the work up: the item is back at its place. Never suspends; does nothing if the work is
    /// done.
    public void giveBack() {
      held.giveBack();
    }

    @Override
    public String toString() {
      return "Taken[" + item + ", deliveries=" + deliveries + "]";
    }
  }
}
