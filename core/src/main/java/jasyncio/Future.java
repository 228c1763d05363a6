package jasyncio;

import jasyncio.internal.base.Origin;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.AwaitedByLink;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.loop.Step;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A value that will be there later, or the failure or cancellation in its place.
///
/// Belongs to one loop and is not thread-safe: create, complete and await it on that loop.
///
/// | state | done | cancelled | [#result()] | [#exception()] |
/// |---|---|---|---|---|
/// | pending | no | no | throws [InvalidStateException] | throws [InvalidStateException] |
/// | finished with a value | yes | no | the value | null |
/// | finished with an exception | yes | no | throws it | the exception |
/// | cancelled | yes | yes | throws [CancelledError] | throws [CancelledError] |
///
/// Mirrors `asyncio.Future`.
///
/// @param <T> the type of the value
public non-sealed class Future<T extends @Nullable Object> implements Awaitable<T> {
  private enum State {
    PENDING,
    CANCELLED,
    FINISHED
  }

  final TaskLoop loop;
  final @Nullable Origin origin;
  private State state = State.PENDING;

  // FINISHED: the value, or an UnretrievedException, which no program can have for a value.
  // CANCELLED: a CancelRequest; or the CancelledError that ended the task, which is thrown once as
  // it
  // is so that its trace is seen.
  private @Nullable Object outcome;

  // see Waiters
  private @Nullable Object waiters;

  /// A pending future of the running loop, or else of the one set for this thread.
  ///
  /// @throws IllegalStateException if there is neither
  public Future() {
    this(TaskLoop.ofThread());
  }

  /// A pending future of `loop`.
  public Future(EventLoop loop) {
    this.loop = (TaskLoop) Objects.requireNonNull(loop, "loop");
    this.origin = Origin.here(loop.getDebug());
  }

  /// Returns whether there is a value, an exception or a cancellation. Mirrors `Future.done`.
  public final boolean done() {
    return state != State.PENDING;
  }

  /// Returns whether the future was cancelled. Mirrors `Future.cancelled`.
  public final boolean cancelled() {
    return state == State.CANCELLED;
  }

  /// The value. Mirrors `Future.result`.
  ///
  /// An exception that the future failed with is thrown as it is, checked or not.
  ///
  /// @throws InvalidStateException if the future is pending
  /// @throws CancelledError if it was cancelled
  @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
  public final T result() {
    checkDone("result");
    if (outcome instanceof UnretrievedException failure) {
      throw Sneaky.<RuntimeException>unchecked(failure.retrieve());
    }
    return (T) outcome;
  }

  /// The exception that the future failed with, or null if it has a value. Mirrors
  /// `Future.exception`.
  ///
  /// @throws InvalidStateException if the future is pending
  /// @throws CancelledError if it was cancelled
  public final @Nullable Throwable exception() {
    checkDone("exception");
    return outcome instanceof UnretrievedException failure ? failure.retrieve() : null;
  }

  private void checkDone(String operation) {
    if (state == State.PENDING) {
      throw new InvalidStateException(
          operation + "() on " + TextForms.ofObject(this) + ": await it, or ask done() first");
    }
    if (state == State.CANCELLED) {
      throw cancelledError();
    }
  }

  /// Cancels without a message.
  ///
  /// @see #cancel(String)
  public final boolean cancel() {
    return cancel(null);
  }

  /// Cancels the future and wakes the tasks that await it; `message` becomes that of their
  /// [CancelledError]s. Mirrors `Future.cancel`.
  ///
  /// A subclass may override it: cancellations by the library, of a task that awaits this future
  /// for example, come by this method, too.
  ///
  /// @return false if the future was done already
  public boolean cancel(@Nullable String message) {
    return cancelHere(loop.requestToCancel(message));
  }

  /// Gives the future its value and wakes the tasks that await it, in the next turn. Mirrors
  /// `Future.set_result`.
  ///
  /// @throws InvalidStateException if it is done already
  public void setResult(T value) {
    checkPending("setResult");
    complete(value);
  }

  /// Fails the future and wakes the tasks that await it, in the next turn: they get this very
  /// instance. Mirrors `Future.set_exception`.
  ///
  /// @throws InvalidStateException if it is done already
  public void setException(Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    checkPending("setException");
    fail(exception);
  }

  private void checkPending(String operation) {
    loop.checkThread();
    if (done()) {
      throw new InvalidStateException(
          operation + "() on " + TextForms.ofObject(this) + ": it is done already");
    }
  }

  /// Runs `callback` on the loop, in the turn after the future is done, in a copy of the current
  /// context; if it is done already, in the next turn. Mirrors `Future.add_done_callback`.
  public void addDoneCallback(Consumer<? super Future<T>> callback) {
    addDoneCallback(callback, Context.copy());
  }

  /// As [#addDoneCallback(Consumer)], in `context` itself.
  public void addDoneCallback(Consumer<? super Future<T>> callback, Context context) {
    Objects.requireNonNull(callback, "callback");
    Objects.requireNonNull(context, "context");
    loop.checkThread();
    addWaiter(new DoneCallback<>(this, callback, context));
  }

  /// Takes back every registration of `callback`. Mirrors `Future.remove_done_callback`.
  ///
  /// @return the number of registrations that there were
  public int removeDoneCallback(Consumer<? super Future<T>> callback) {
    int before = waiters().size();
    waiters = Waiters.without(waiters, step -> DoneCallback.is(step, callback));
    return before - waiters().size();
  }

  /// The loop that the future belongs to. Mirrors `Future.get_loop`.
  public final EventLoop getLoop() {
    return loop;
  }

  /// A [CompletableFuture] that completes with this one, for other threads; cancelling it cancels
  /// this one. Call it on the loop.
  public final CompletableFuture<T> toCompletableFuture() {
    return CompletableFutures.of(this);
  }

  // Within the library: outcome

  final void complete(T value) {
    state = State.FINISHED;
    outcome = value;
    wakeWaiters();
  }

  final void fail(Throwable exception) {
    state = State.FINISHED;
    outcome = UnretrievedException.watched(this, exception);
    wakeWaiters();
  }

  /// Cancels for `request`, without asking anything that depends on this one. Gives false if the
  /// future was done already.
  final boolean cancelHere(CancelRequest request) {
    loop.checkThread();
    if (outcome instanceof UnretrievedException failure) {
      failure.markRetrieved();
    }
    if (done()) {
      return false;
    }
    completeCancelled(request);
    return true;
  }

  final void completeCancelled(CancelRequest request) {
    state = State.CANCELLED;
    outcome = request;
    wakeWaiters();
  }

  final void completeCancelled(CancelledError by) {
    state = State.CANCELLED;
    outcome = by;
    wakeWaiters();
  }

  /// Cancels as part of `request`, which may have come from afar. The library's own subclasses
  /// override this; that of a program can override [#cancel(String)] only, which is called with the
  /// request noted in the loop.
  boolean cancelFor(CancelRequest request) {
    return getClass() == Future.class
        ? cancelHere(request)
        : loop.callForRequest(request, () -> cancel(request.message()));
  }

  /// The request for which a cancelled future was cancelled.
  final CancelRequest cancelRequest() {
    return outcome instanceof CancelledError by
        ? by.request()
        : (CancelRequest) Objects.requireNonNull(outcome);
  }

  /// The error to throw for a cancelled future.
  final CancelledError cancelledError() {
    if (outcome instanceof CancelledError by) {
      outcome = by.request();
      return by;
    }
    return new CancelledError(cancelRequest());
  }

  /// Returns whether the future failed, without counting as a retrieval of its exception.
  final boolean failed() {
    return state == State.FINISHED && outcome instanceof UnretrievedException;
  }

  /// Returns whether the future has a value.
  final boolean succeeded() {
    return state == State.FINISHED && !(outcome instanceof UnretrievedException);
  }

  /// The exception of a failed future, without this counting as a retrieval.
  final Throwable failure() {
    return ((UnretrievedException) Objects.requireNonNull(outcome)).exception();
  }

  /// The context in which its failure is reported.
  Context failureContext() {
    return Context.copy();
  }

  /// The description that outlives the future.
  FutureIdentity identity() {
    return new FutureIdentity("Future", null, null, origin);
  }

  // Within the library: waiters

  /// Called before a task waits for this future, for futures that are not bound to a source until
  /// then.
  void attend() {}

  /// Called when a task that was resumed by this future is about to throw the cancellation for
  /// `request` in place of the outcome. Gives whether the outcome, which must not be lost, is for
  /// another task now; a cancellation that it may be is then none of this task.
  boolean passesOn(CancelRequest request) {
    return false;
  }

  /// Has `step` run once the future is done.
  final void addWaiter(Step step) {
    attend();
    if (done()) {
      loop.ready(step);
    } else {
      waiters = Waiters.add(waiters, step);
    }
  }

  /// Gives whether it was there.
  final boolean removeWaiter(Step step) {
    if (!Waiters.contains(waiters, step)) {
      return false;
    }
    waiters = Waiters.without(waiters, each -> each == step);
    return true;
  }

  private void wakeWaiters() {
    Object waiters = this.waiters;
    this.waiters = null;
    if (waiters instanceof Step only) {
      loop.ready(only);
    } else if (waiters != null) {
      Waiters.all(waiters).forEach(loop::ready);
    }
  }

  /// The steps that run when the future is done, in this order.
  final List<Step> waiters() {
    return Waiters.all(waiters);
  }

  /// Notes that `awaiter` awaits this future, for the call graph.
  final void addAwaiter(Future<?> awaiter) {
    if (!done()) {
      waiters = Waiters.add(waiters, new AwaitedByLink(awaiter));
    }
  }

  final void discardAwaiter(Future<?> awaiter) {
    waiters =
        Waiters.without(
            waiters, step -> step instanceof AwaitedByLink link && link.awaiter() == awaiter);
  }

  /// The futures by which alone this one can be done; null if it can be done otherwise, or nobody
  /// knows. See [Dependencies].
  @Nullable Collection<? extends Future<?>> dependsOn() {
    return null;
  }

  // Texts

  /// The combinator between a task that awaits this future and the task that failed, as ` in
  /// gather`; empty for a future that is no combinator.
  String through() {
    return "";
  }

  /// The thing that a task which awaits this future waits for, in words.
  String awaitedAs() {
    return TextForms.ofObject(this);
  }

  /// The state in words, for messages.
  String describe() {
    return switch (state) {
      case PENDING -> "pending";
      case CANCELLED -> describe(cancelRequest());
      case FINISHED -> "finished, " + describeOutcome();
    };
  }

  private static String describe(CancelRequest request) {
    String origin = request.origin();
    return origin == null ? "cancelled" : "cancelled by " + origin;
  }

  private String describeOutcome() {
    return outcome instanceof UnretrievedException failure
        ? "exception=" + failure
        : "result=" + TextForms.ofValue(outcome);
  }

  final String describeWaiters() {
    return Waiters.describe(waiters);
  }

  @Override
  public String toString() {
    return "Future[" + describe() + describeWaiters() + Origin.suffix(origin) + "]";
  }
}
