package jasyncio;

import jasyncio.internal.base.TextForms;
import jasyncio.internal.loop.Await;
import jasyncio.internal.sync.WaitQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A wait for an item from the first of several queues that has one.
///
/// The task waits in all of them with one turn (see [WaitQueue#newTurn()]). The first queue to wake
/// it uses that up, and the others then pass it over, so that no queue wastes a wakeup on it.
///
/// @param <T> the type of the items
final class Selection<T> {
  private final List<Queue<? extends T>> queues;

  private Selection(List<Queue<? extends T>> queues) {
    this.queues = queues;
  }

  static <T> Coroutine<Selected<T>> of(Collection<? extends Queue<? extends T>> queues) {
    List<Queue<? extends T>> copy = List.copyOf(queues);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("no queues to select from");
    }
    return new Selection<T>(copy)::run;
  }

  private Selected<T> run() {
    Queue<? extends T> ready = firstReady();
    while (ready == null) {
      throwIfAllEnded();
      Queue<? extends T> woken = awaitAny();
      // The queue spent its wakeup on this task; if another task was quicker, another queue may be
      // ready.
      ready = woken.empty() ? firstReady() : woken;
    }
    return new Selected<>(ready, ready.getNowait());
  }

  private @Nullable Queue<? extends T> firstReady() {
    for (Queue<? extends T> queue : queues) {
      if (!queue.empty()) {
        return queue;
      }
    }
    return null;
  }

  private void throwIfAllEnded() {
    if (queues.stream().allMatch(Queue::ended)) {
      throw new QueueShutDownException("select() on " + this);
    }
  }

  /// Suspends the current task until one of the queues wakes it, and returns that queue.
  private Queue<? extends T> awaitAny() {
    Future<WaitQueue> turn = TaskLoop.ofTask().createFuture("select", this);
    List<WaitQueue.Place> places = new ArrayList<>(queues.size());
    try {
      for (Queue<? extends T> queue : queues) {
        queue.getters().bind();
        places.add(queue.getters().join(turn));
      }
      Await.await(turn);
    } catch (Throwable t) {
      if (WaitQueue.came(turn)) {
        passOn(queueOf(turn));
      }
      throw t;
    } finally {
      for (int i = 0; i < places.size(); i++) {
        queues.get(i).getters().leave(places.get(i));
      }
    }
    return queueOf(turn);
  }

  private static void passOn(Queue<?> queue) {
    if (!queue.empty()) {
      queue.getters().wakeNext();
    }
  }

  private Queue<? extends T> queueOf(Future<WaitQueue> turn) {
    for (Queue<? extends T> queue : queues) {
      if (queue.getters() == turn.result()) {
        return queue;
      }
    }
    throw new AssertionError(turn + " came from none of " + this);
  }

  @Override
  public String toString() {
    return TextForms.ofItems(
        queues.stream().limit(TextForms.MOST_ITEMS).map(Queue::describe).toList(), queues.size());
  }
}
