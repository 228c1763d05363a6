package jasyncio;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The tasks that wait for something, in the order in which they came.
///
/// Waking a task only makes it ready; it keeps its place until it goes on. So who comes in between
/// can tell that somebody goes before him. A task that is cancelled keeps its place until then,
/// too, but is passed over.
///
/// Loop thread only.
final class WaitQueue {
  private final LoopBinding binding;
  private final String operation;
  private final Object source;
  private @Nullable Place first;
  private @Nullable Place last;
  private int size;

  // nobody before this one can be woken any more: spares a search through those who are about to go
  private @Nullable Place sleeper;

  /// @param operation what the tasks wait in, for messages: `Lock.acquire`
  WaitQueue(LoopBinding binding, String operation) {
    this(binding, operation, binding.owner());
  }

  /// @param source shows itself to those who ask what the tasks wait for
  WaitQueue(LoopBinding binding, String operation, Object source) {
    this.binding = binding;
    this.operation = operation;
    this.source = source;
  }

  /// What a task suspends on; in several queues if the first of them to wake it will do. Its value
  /// is the queue that did.
  static final class Turn extends Future<WaitQueue> {
    private final String operation;
    private final Object source;

    /// @param source shows itself to those who ask what the task waits for
    Turn(SelectorEventLoop loop, String operation, Object source) {
      super(loop);
      this.operation = operation;
      this.source = source;
    }

    /// Whether the task was woken, though it may have been cancelled since.
    boolean came() {
      return done() && !cancelled();
    }

    @Override
    @Nullable Collection<? extends Future<?>> dependsOn() {
      return Dependent.of(source);
    }

    @Override
    String awaitedAs() {
      return operation + " on " + source;
    }
  }

  /// A turn in this queue.
  static final class Place {
    private final Turn turn;
    private @Nullable Place previous;
    private @Nullable Place next;

    private Place(Turn turn) {
      this.turn = turn;
    }
  }

  /// A turn for the current task.
  ///
  /// @throws IllegalStateException if it belongs to another loop than those before it
  Turn newTurn() {
    return new Turn(binding.running(), operation, source);
  }

  /// Makes what is waited for belong to the running loop, for turns that were made elsewhere.
  ///
  /// @throws IllegalStateException if it belongs to another
  void bind() {
    var _ = binding.running();
  }

  /// Suspends the current task until it is woken.
  void await() {
    await(newTurn());
  }

  /// As [#await()], for who wants to know afterwards whether `turn` came.
  void await(Turn turn) {
    Place place = join(turn);
    try {
      Asyncio.await(turn);
    } finally {
      leave(place);
    }
  }

  /// Queues `turn`.
  Place join(Turn turn) {
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
  void leave(Place place) {
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
  boolean wakeNext() {
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
  void wakeFirst() {
    if (first != null && !first.turn.done()) {
      first.turn.setResult(this);
    }
  }

  void wakeAll() {
    while (wakeNext()) {}
  }

  /// Whether somebody waits, or was woken and has not gone on yet.
  boolean isInUse() {
    for (Place place = first; place != null; place = place.next) {
      if (!place.turn.cancelled()) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return size;
  }

  /// `, waiters=2`, or nothing if there are none.
  String suffix() {
    return size == 0 ? "" : ", waiters=" + size;
  }
}
