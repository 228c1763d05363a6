package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.graph.Forwarder;
import jasyncio.internal.loop.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Futures in the order in which they finish.
///
/// Each item is a place in a queue that is taken when it is first awaited: the item that is awaited
/// first gets the outcome of the future that finishes first.
final class AsCompleted<T extends @Nullable Object> implements Consumer<Future<T>>, Forwarder {
  private final TaskLoop loop;
  private final Set<Future<T>> unfinished = new LinkedHashSet<>();
  private final Deque<Future<T>> finished = new ArrayDeque<>();
  private final Queue<Place<?>> waiting = new ArrayDeque<>();
  private final @Nullable Duration timeout;
  private final @Nullable TimerHandle timer;
  private int left;
  private boolean timedOut;

  AsCompleted(Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
    this.loop = TaskLoop.ofThread();
    this.timeout = timeout;
    Set<Awaitable<T>> distinct = new LinkedHashSet<>(awaitables);
    distinct.forEach(awaitable -> Futures.check(loop, awaitable));
    for (Awaitable<T> awaitable : distinct) {
      Future<T> future = Futures.child(loop, awaitable);
      unfinished.add(future);
    }
    unfinished.forEach(future -> future.addDoneCallback(this));
    left = unfinished.size();
    timer = timeout == null || left == 0 ? null : loop.callLater(timeout, this::timeOut);
  }

  /// For each future an item to await; the one that is awaited first gets the outcome of the future
  /// that finishes first.
  Iterable<Future<T>> placeholders() {
    return new Handout(() -> new Place<>(this::follow));
  }

  /// Each future itself when it is done; iteration awaits the next one.
  Iterable<Future<T>> futures() {
    return new Handout(() -> Await.await(new Place<Future<T>>(Place::complete)));
  }

  /// Called when one of the futures is done.
  @Override
  public void accept(Future<T> future) {
    if (timedOut || !unfinished.remove(future)) {
      return;
    }
    if (unfinished.isEmpty() && timer != null) {
      timer.cancel();
    }
    finished.add(future);
    serve();
  }

  @Override
  public Collection<? extends Future<?>> served() {
    return List.copyOf(waiting);
  }

  private void serve() {
    while (!waiting.isEmpty() && !finished.isEmpty()) {
      Place<?> place = waiting.remove();
      if (!place.done()) {
        place.take(finished.remove());
      }
    }
  }

  private void timeOut() {
    timedOut = true;
    unfinished.forEach(future -> future.removeDoneCallback(this));
    for (Place<?> place; (place = waiting.poll()) != null; ) {
      place.timeOut();
    }
  }

  private void follow(Place<T> place, Future<T> source) {
    if (source.cancelled()) {
      place.completeCancelled(source.cancelledError());
    } else if (source.failed()) {
      place.fail(Objects.requireNonNull(source.exception()));
    } else {
      place.complete(source.result());
    }
  }

  /// A hand-out of the items in turn, once.
  private final class Handout implements Iterable<Future<T>>, Iterator<Future<T>> {
    private final Supplier<Future<T>> item;

    Handout(Supplier<Future<T>> item) {
      this.item = item;
    }

    @Override
    public Iterator<Future<T>> iterator() {
      return this;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public Future<T> next() {
      if (left == 0) {
        throw new NoSuchElementException("every future was handed out already");
      }
      left--;
      return item.get();
    }
  }

  /// A place in the queue.
  private final class Place<R extends @Nullable Object> extends OwnFuture<R> {
    private final BiConsumer<Place<R>, Future<T>> outcome;
    private boolean queued;

    // the future whose outcome this place has for a single consumer that did not resume yet
    private @Nullable Future<T> offered;

    Place(BiConsumer<Place<R>, Future<T>> outcome) {
      super(AsCompleted.this.loop);
      this.outcome = outcome;
    }

    @Override
    void attend() {
      if (queued) {
        return;
      }
      queued = true;
      if (timedOut && finished.isEmpty()) {
        timeOut();
      } else {
        waiting.add(this);
        serve();
      }
    }

    @Override
    String awaitedAs() {
      return "the next of " + unfinished.size() + " futures to finish";
    }

    void take(Future<T> source) {
      offered = waiters().size() == 1 ? source : null;
      outcome.accept(this, source);
    }

    /// The outcome goes to the next consumer, and this place ends as one whose consumer was
    /// cancelled while it waited.
    @Override
    boolean passesOn(CancelRequest request) {
      Future<T> source = offered;
      if (source == null) {
        return false;
      }
      offered = null;
      finished.addFirst(source);
      completeCancelled(request);
      serve();
      return true;
    }

    void timeOut() {
      if (!done()) {
        fail(
            new TimeoutException(
                "not completed within " + Durations.text(Objects.requireNonNull(timeout)), null));
      }
    }
  }
}
