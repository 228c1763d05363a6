package jasyncio.internal.sync;

import jasyncio.Future;
import jasyncio.internal.loop.Await;
import org.jspecify.annotations.Nullable;

/// The tasks that wait for something, in the order in which they came.
///
/// Waking a task only makes it ready; it keeps its place until it goes on. So who comes in between
/// can tell that somebody goes before him. A task that is cancelled keeps its place until then,
/// too, but is passed over.
///
/// Loop thread only.
public final class WaitQueue {
  private final LoopBinding binding;
  private final String operation;
  private final Object source;
  private @Nullable Place first;
  private @Nullable Place last;
  private int size;

  // nobody before this one can be woken any more: spares a search through those who are about to go
  private @Nullable Place sleeper;

  /// @param operation what the tasks wait in, for messages: `Lock.acquire`
  public WaitQueue(LoopBinding binding, String operation) {
    this(binding, operation, binding.owner());
  }

  /// @param source shows itself to those who ask what the tasks wait for
  public WaitQueue(LoopBinding binding, String operation, Object source) {
    this.binding = binding;
    this.operation = operation;
    this.source = source;
  }

  /// A turn in this queue.
  public static final class Place {
    private final Future<WaitQueue> turn;
    private @Nullable Place previous;
    private @Nullable Place next;

    private Place(Future<WaitQueue> turn) {
      this.turn = turn;
    }
  }

  /// A turn: the future on which the current task suspends, in several queues if the first of them
  /// to wake the task is enough. Its value is the queue that did.
  ///
  /// @throws IllegalStateException if it belongs to another loop than those before it
  public Future<WaitQueue> newTurn() {
    return binding.running().createFuture(operation, source);
  }

  /// Makes what is waited for belong to the running loop, for turns that were made elsewhere.
  ///
  /// @throws IllegalStateException if it belongs to another
  public void bind() {
    var _ = binding.running();
  }

  /// Suspends the current task until it is woken.
  public void await() {
    await(newTurn());
  }

  /// As [#await()], for who wants to know afterwards whether `turn` came.
  public void await(Future<WaitQueue> turn) {
    Place place = join(turn);
    try {
      Await.await(turn);
    } finally {
      leave(place);
    }
  }

  /// Whether the task of `turn` was woken, though it may have been cancelled since.
  public static boolean came(Future<WaitQueue> turn) {
    return turn.done() && !turn.cancelled();
  }

  /// Queues `turn`.
  public Place join(Future<WaitQueue> turn) {
    Place place = new Place(turn);
    place.previous = last;
    if (last == null) {
      first = place;
    } else {
      last.next = place;
    }
    last = place;
    if (sleeper == null) {
      sleeper = place;
    }
    size++;
    return place;
  }

  /// Gives up a place, once.
  public void leave(Place place) {
    Place previous = place.previous;
    Place next = place.next;
    if (previous == null) {
      first = next;
    } else {
      previous.next = next;
    }
    if (next == null) {
      last = previous;
    } else {
      next.previous = previous;
    }
    if (sleeper == place) {
      sleeper = next;
    }
    size--;
  }

  /// Wakes who has waited longest of those not woken yet.
  ///
  /// @return false if there is nobody
  public boolean wakeNext() {
    while (sleeper != null && sleeper.turn.done()) {
      sleeper = sleeper.next;
    }
    if (sleeper == null) {
      return false;
    }
    sleeper.turn.setResult(this);
    return true;
  }

  /// Wakes the first, unless he is about to go on already.
  public void wakeFirst() {
    if (first != null && !first.turn.done()) {
      first.turn.setResult(this);
    }
  }

  public void wakeAll() {
    while (wakeNext()) {}
  }

  /// Whether somebody waits, or was woken and has not gone on yet.
  public boolean isInUse() {
    for (Place place = first; place != null; place = place.next) {
      if (!place.turn.cancelled()) {
        return true;
      }
    }
    return false;
  }

  public int size() {
    return size;
  }

  /// `, waiters=2`, or nothing if there are none.
  public String suffix() {
    return size == 0 ? "" : ", waiters=" + size;
  }
}
