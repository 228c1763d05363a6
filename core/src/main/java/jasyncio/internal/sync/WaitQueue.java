package jasyncio.internal.sync;

import jasyncio.Future;
import jasyncio.internal.loop.Await;
import org.jspecify.annotations.Nullable;

/// The tasks that wait for an event, in the order of their arrival.
///
/// Waking a task only makes it ready; the task keeps its place until it resumes. A task that
/// arrives in the meantime can therefore see that another is ahead of it. A cancelled task also
/// keeps its place until it resumes, but is passed over.
///
/// Loop thread only.
public final class WaitQueue {
  private final LoopBinding binding;
  private final String operation;
  private final Object source;
  private @Nullable Place first;
  private @Nullable Place last;
  private int size;

  // No task before this place can be woken any more. Saves a search through the tasks that were
  // woken and have not resumed.
  private @Nullable Place sleeper;

  /// @param operation the operation in which the tasks wait, for messages: `Lock.acquire`
  public WaitQueue(LoopBinding binding, String operation) {
    this(binding, operation, binding.owner());
  }

  /// @param source the object that texts and tools show as the one waited for
  public WaitQueue(LoopBinding binding, String operation, Object source) {
    this.binding = binding;
    this.operation = operation;
    this.source = source;
  }

  /// The position of one task in this queue.
  public static final class Place {
    private final Future<WaitQueue> turn;
    private @Nullable Place previous;
    private @Nullable Place next;

    private Place(Future<WaitQueue> turn) {
      this.turn = turn;
    }
  }

  /// A future on which the current task suspends until this queue wakes it. It can join several
  /// queues if the first of them to wake the task is enough; its value is that queue.
  ///
  /// @throws IllegalStateException if this queue belongs to another loop
  public Future<WaitQueue> newTurn() {
    return binding.running().createFuture(operation, source);
  }

  /// Binds the owner to the running loop, for turns that were made by another queue.
  ///
  /// @throws IllegalStateException if it belongs to another loop
  public void bind() {
    var _ = binding.running();
  }

  /// Suspends the current task until it is woken.
  public void await() {
    await(newTurn());
  }

  /// Like [#await()], for a caller that needs to know afterwards whether `turn` was woken.
  public void await(Future<WaitQueue> turn) {
    Place place = join(turn);
    try {
      Await.await(turn);
    } finally {
      leave(place);
    }
  }

  /// Returns whether the task of `turn` was woken, though it may have been cancelled since.
  public static boolean came(Future<WaitQueue> turn) {
    return turn.done() && !turn.cancelled();
  }

  /// Puts `turn` at the end of the queue.
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

  /// Removes a place from the queue. Called once for each place.
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

  /// Wakes the task that has waited longest of those not woken yet.
  ///
  /// @return false if there is none
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

  /// Wakes the first task, unless it was woken or cancelled already.
  public void wakeFirst() {
    if (first != null && !first.turn.done()) {
      first.turn.setResult(this);
    }
  }

  public void wakeAll() {
    while (wakeNext()) {}
  }

  /// Returns whether a task waits, or was woken and has not resumed.
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

  /// The text `, waiters=2`, or an empty text if no task waits.
  public String suffix() {
    return size == 0 ? "" : ", waiters=" + size;
  }
}
