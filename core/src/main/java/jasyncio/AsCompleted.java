package jasyncio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Futures in the order in which they finish.
///
/// Each item handed out is a place in a queue, taken when somebody first waits for it: the first to
/// be awaited gets what finishes first, whichever item that is.
final class AsCompleted<T extends @Nullable Object>
    implements Iterable<Future<T>>, Iterator<Future<T>>, Consumer<Future<T>>, OnBehalf {
  private final SelectorEventLoop loop;
  private final Set<Future<T>> unfinished = new LinkedHashSet<>();
  private final Queue<Future<T>> finished = new ArrayDeque<>();
  private final Queue<Place> waiting = new ArrayDeque<>();
  private final @Nullable Duration timeout;
  private final @Nullable TimerHandle timer;
  private int left;
  private boolean timedOut;

  AsCompleted(Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
    this.loop = Asyncio.loop();
    this.timeout = timeout;
    Set<Awaitable<T>> distinct = new LinkedHashSet<>(awaitables);
    distinct.forEach(awaitable -> Futures.check(loop, awaitable));
    for (Awaitable<T> awaitable : distinct) {
      Future<T> future = Futures.child(loop, awaitable);
      unfinished.add(future);
      future.addDoneCallback(this);
    }
    left = unfinished.size();
    timer = timeout == null || left == 0 ? null : loop.callLater(timeout, this::timeOut);
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
    return new Place();
  }

  /// One of the futures is done.
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
      Place place = waiting.remove();
      if (!place.done()) {
        place.take(finished.remove());
      }
    }
  }

  private void timeOut() {
    timedOut = true;
    for (Place place; (place = waiting.poll()) != null; ) {
      place.timeOut();
    }
  }

  private final class Place extends Future<T> {
    private boolean queued;

    Place() {
      super(AsCompleted.this.loop);
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

    private void take(Future<T> source) {
      if (source.cancelled()) {
        CancelledError error = source.cancelledError();
        completeCancelled(error.request(), error);
      } else if (source.failed()) {
        fail(Objects.requireNonNull(source.exception()));
      } else {
        complete(source.result());
      }
    }

    private void timeOut() {
      if (!done()) {
        fail(
            new TimeoutException(
                "not completed within " + Durations.text(Objects.requireNonNull(timeout)), null));
      }
    }
  }
}
