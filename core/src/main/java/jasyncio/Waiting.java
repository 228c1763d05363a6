package jasyncio;

import jasyncio.internal.base.Unit;
import jasyncio.internal.graph.Dependencies;
import jasyncio.internal.graph.Forwarder;
import jasyncio.internal.loop.Await;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A wait for the first, or the last, of several futures. It does not change them: if the waiting
/// task is cancelled, they continue.
final class Waiting<T extends @Nullable Object>
    implements Consumer<Future<T>>, Forwarder, Dependencies {
  private final Set<Future<T>> futures;
  private final ReturnWhen returnWhen;
  private final Future<Void> enough;
  private int pending;
  private boolean limited;

  private Waiting(TaskLoop loop, Set<Future<T>> futures, ReturnWhen returnWhen) {
    this.futures = futures;
    this.returnWhen = returnWhen;
    this.enough = new Waiter<>(loop, "waitOn", this);
    this.pending = futures.size();
  }

  static <T extends @Nullable Object> Coroutine<Waited<T>> on(
      Collection<? extends Future<T>> futures, ReturnWhen returnWhen, @Nullable Duration timeout) {
    Objects.requireNonNull(returnWhen, "when");
    Set<Future<T>> distinct = new LinkedHashSet<>(futures);
    if (distinct.isEmpty()) {
      throw new IllegalArgumentException("no futures to wait on");
    }
    return () -> {
      TaskLoop loop = TaskLoop.ofTask();
      distinct.forEach(future -> Futures.check(loop, future));
      return new Waiting<>(loop, distinct, returnWhen).run(loop, timeout);
    };
  }

  private Waited<T> run(TaskLoop loop, @Nullable Duration timeout) {
    limited = timeout != null;
    TimerHandle timer = timeout == null ? null : loop.callLater(timeout, this::release);
    futures.forEach(future -> future.addDoneCallback(this));
    try {
      Await.await(enough);
    } finally {
      if (timer != null) {
        timer.cancel();
      }
      futures.forEach(future -> future.removeDoneCallback(this));
    }
    return sorted();
  }

  /// Called when one of the futures is done.
  @Override
  public void accept(Future<T> future) {
    pending--;
    boolean failed = !future.cancelled() && future.failed();
    if (pending <= 0
        || returnWhen == ReturnWhen.FIRST_COMPLETED
        || (returnWhen == ReturnWhen.FIRST_EXCEPTION && failed)) {
      release();
    }
  }

  @Override
  public List<Future<?>> served() {
    return List.of(enough);
  }

  @Override
  public @Nullable Collection<? extends Future<?>> dependsOn() {
    return limited ? null : futures;
  }

  @Override
  public boolean isReleasedByAnyone() {
    return false;
  }

  private void release() {
    if (!enough.done()) {
      enough.complete(Unit.VALUE);
    }
  }

  /// Sorts by the present state: more may be done than when the wait was released.
  private Waited<T> sorted() {
    Set<Future<T>> done = new LinkedHashSet<>();
    Set<Future<T>> notDone = new LinkedHashSet<>();
    for (Future<T> future : futures) {
      (future.done() ? done : notDone).add(future);
    }
    return new Waited<>(done, notDone);
  }

  @Override
  public String toString() {
    return futures.size() + " futures, " + pending + " pending";
  }
}
