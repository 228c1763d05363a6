package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.graph.Forwarder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A future of the values of several others, in the given order.
///
/// Cancelling it cancels those that are not done. It then fails with [CancelledError] once they
/// have ended, without being [#cancelled()] itself, because a child may refuse.
///
/// @param <T> the type of the children's values
/// @param <R> the type of a child's entry in the list
final class Gather<T extends @Nullable Object, R extends @Nullable Object>
    extends OwnFuture<List<R>> implements Consumer<Future<T>>, Forwarder {
  // one for each argument; an awaitable given twice is one child at two places
  private final List<Future<T>> children;
  private final Function<Future<T>, R> toResult;
  private final boolean failsWithChild;
  private int pending;

  // the last request to cancel, if a child was cancelled for it
  private @Nullable CancelRequest cancelRequest;

  private Gather(TaskLoop loop, int size, Function<Future<T>, R> toResult, boolean failsWithChild) {
    super(loop);
    this.children = new ArrayList<>(size);
    this.toResult = toResult;
    this.failsWithChild = failsWithChild;
  }

  /// Fails as soon as one child fails; the others continue, and their failures are not reported.
  static <T extends @Nullable Object> Future<List<T>> values(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return start(loopOf(awaitables), awaitables, Future::result, true);
  }

  /// Waits until all have ended, and does not fail for one of them.
  static <T extends @Nullable Object> Future<List<Outcome<T>>> outcomes(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return outcomes(loopOf(awaitables), awaitables);
  }

  static <T extends @Nullable Object> Future<List<Outcome<T>>> outcomes(
      TaskLoop loop, Collection<? extends Awaitable<? extends T>> awaitables) {
    return start(loop, awaitables, Gather::<T>outcome, false);
  }

  private static <T extends @Nullable Object> Outcome<T> outcome(Future<T> child) {
    if (child.cancelled()) {
      return new Outcome.Failure<>(child.cancelledError());
    }
    Throwable failure = child.exception();
    return failure != null ? new Outcome.Failure<>(failure) : new Outcome.Success<>(child.result());
  }

  private static TaskLoop loopOf(Collection<? extends Awaitable<?>> awaitables) {
    for (Awaitable<?> awaitable : awaitables) {
      if (Objects.requireNonNull(awaitable, "awaitable") instanceof Future<?> future) {
        return future.loop;
      }
    }
    return TaskLoop.ofThread();
  }

  private static <T extends @Nullable Object, R extends @Nullable Object> Future<List<R>> start(
      TaskLoop loop,
      Collection<? extends Awaitable<? extends T>> awaitables,
      Function<Future<T>, R> toResult,
      boolean failsWithChild) {
    // all are checked before a task is made for the first
    for (Awaitable<?> awaitable : awaitables) {
      Futures.check(loop, awaitable);
    }
    var gather = new Gather<T, R>(loop, awaitables.size(), toResult, failsWithChild);
    gather.watch(awaitables);
    return gather;
  }

  /// Watches each child before the next one is made, whose first step, if it is eager, may end it.
  private void watch(Collection<? extends Awaitable<? extends T>> awaitables) {
    Context context = Context.copy();
    IdentityHashMap<Awaitable<?>, Future<T>> distinct = new IdentityHashMap<>();
    List<Future<T>> done = new ArrayList<>();
    for (Awaitable<? extends T> awaitable : awaitables) {
      Future<T> child = distinct.get(awaitable);
      if (child == null) {
        child = Futures.child(loop, awaitable);
        distinct.put(awaitable, child);
        if (child.done()) {
          done.add(child);
        } else {
          child.addDoneCallback(this, context);
        }
      }
      children.add(child);
    }
    pending = distinct.size();
    if (pending == 0) {
      complete(List.of());
    }
    done.forEach(this);
  }

  /// Called when a child is done.
  @Override
  public void accept(Future<T> child) {
    pending--;
    if (done()) {
      markSeen(child);
    } else if (failsWithChild && child.cancelled()) {
      fail(child.cancelledError());
    } else if (failsWithChild && child.failed()) {
      fail(Objects.requireNonNull(child.exception()));
    } else if (pending == 0) {
      finish(child);
    }
  }

  private static void markSeen(Future<?> child) {
    if (child.failed()) {
      child.exception();
    }
  }

  private void finish(Future<T> last) {
    List<R> results = new ArrayList<>(children.size());
    for (Future<T> child : children) {
      results.add(toResult.apply(child));
    }
    if (cancelRequest != null) {
      fail(last.cancelled() ? last.cancelledError() : cancellationDespite(last, cancelRequest));
    } else {
      complete(results);
    }
  }

  /// The error for a request that the last child did not answer. Its message is that of the child,
  /// as in asyncio.
  private static CancelledError cancellationDespite(Future<?> child, CancelRequest request) {
    String message = child instanceof Task<?> task ? task.cancelMessage() : null;
    return new CancelledError(request.saying(message));
  }

  @Override
  public List<Future<?>> served() {
    return done() ? List.of() : List.of(this);
  }

  @Override
  boolean cancelFor(CancelRequest request) {
    if (done()) {
      return false;
    }
    boolean any = false;
    for (Future<T> child : children) {
      any |= child.cancelFor(request);
    }
    if (any) {
      cancelRequest = request;
    }
    return any;
  }

  @Override
  @Nullable Collection<? extends Future<?>> dependsOn() {
    return children;
  }

  @Override
  String through() {
    return " in gather";
  }

  @Override
  String describe() {
    return done() ? super.describe() : "gathering " + children.size() + ", " + pending + " pending";
  }
}
