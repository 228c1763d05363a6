package jasyncio;

import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.Origin;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.AwaitedByLink;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.graph.Forwarder;
import jasyncio.internal.loop.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

  // the futures whose values are being shown, around the present one
  private static final ScopedValue<Set<Future<?>>> SHOWN = ScopedValue.newInstance();

  final TaskLoop loop;
  final @Nullable Origin origin;
  private State state = State.PENDING;

  // FINISHED: the value, unless there is a failure
  private @Nullable Object value;
  private @Nullable Failure failure;

  // CANCELLED: who asked for it, and the error that ended the task, which is thrown once as it is
  // so that its trace is seen
  private @Nullable CancelRequest cancelRequest;
  private @Nullable CancelledError cancelledBy;

  // what to run when done: null, a Step, or a List of them; most futures have one
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

  /// Whether there is a value, an exception or a cancellation. Mirrors `Future.done`.
  public final boolean done() {
    return state != State.PENDING;
  }

  /// Whether the future was cancelled. Mirrors `Future.cancelled`.
  public final boolean cancelled() {
    return state == State.CANCELLED;
  }

  /// The value. Mirrors `Future.result`.
  ///
  /// What the future failed with is thrown as it is, checked or not.
  ///
  /// @throws InvalidStateException if the future is pending
  /// @throws CancelledError if it was cancelled
  @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
  public final T result() {
    if (state == State.PENDING) {
      throw new InvalidStateException("result() on " + this + ": await it, or ask done() first");
    }
    if (state == State.CANCELLED) {
      throw cancelledError();
    }
    Failure failure = this.failure;
    if (failure != null) {
      throw Sneaky.<RuntimeException>unchecked(failure.look());
    }
    return (T) value;
  }

  /// What the future failed with, or null if it has a value. Mirrors `Future.exception`.
  ///
  /// @throws InvalidStateException if the future is pending
  /// @throws CancelledError if it was cancelled
  public final @Nullable Throwable exception() {
    if (state == State.PENDING) {
      throw new InvalidStateException("exception() on " + this + ": await it, or ask done() first");
    }
    if (state == State.CANCELLED) {
      throw cancelledError();
    }
    return failure == null ? null : failure.look();
  }

  /// Cancels without a message.
  ///
  /// @see #cancel(String)
  public final boolean cancel() {
    return cancel(null);
  }

  /// Cancels the future and wakes who awaits it; `message` becomes that of their [CancelledError]s.
  /// Mirrors `Future.cancel`.
  ///
  /// @return false if the future was done already
  public boolean cancel(@Nullable String message) {
    loop.checkThread();
    if (failure != null) {
      failure.seen();
    }
    if (done()) {
      return false;
    }
    completeCancelled(loop.requestToCancel(message), null);
    return true;
  }

  /// Gives the future its value and wakes who awaits it, in the next turn. Mirrors
  /// `Future.set_result`.
  ///
  /// @throws InvalidStateException if it is done already
  public void setResult(T value) {
    checkPending("setResult");
    complete(value);
  }

  /// Fails the future and wakes who awaits it, in the next turn: they get this very instance.
  /// Mirrors `Future.set_exception`.
  ///
  /// @throws InvalidStateException if it is done already
  public void setException(Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    checkPending("setException");
    fail(exception);
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
  /// @return how many there were
  public int removeDoneCallback(Consumer<? super Future<T>> callback) {
    int before = waiterCount();
    removeWaiters(step -> step instanceof DoneCallback<?> done && done.callback.equals(callback));
    return before - waiterCount();
  }

  /// The loop that the future belongs to. Mirrors `Future.get_loop`.
  public final EventLoop getLoop() {
    return loop;
  }

  /// A [CompletableFuture] that completes with this one, for other threads; cancelling it cancels
  /// this one. Call it on the loop.
  public final CompletableFuture<T> toCompletableFuture() {
    return Stages.toCompletable(this);
  }

  // Within the library

  /// What the future is called when its failure is reported.
  String kind() {
    return "Future";
  }

  /// What a task that awaits this future waits for, in words.
  String awaitedAs() {
    return toString();
  }

  /// The futures by which alone this one can be done; null if it can by something else, or nobody
  /// knows. See [Dependencies].
  @Nullable Collection<? extends Future<?>> dependsOn() {
    return null;
  }

  /// The context in which its failure is reported.
  Context failureContext() {
    return Context.copy();
  }

  /// Called before somebody waits for this future, for futures that are not bound to a source until
  /// then.
  void attend() {}

  /// Has `step` run once the future is done.
  final void addWaiter(Step step) {
    attend();
    if (done()) {
      loop.ready(step);
    } else {
      keepWaiter(step);
    }
  }

  private void keepWaiter(Step step) {
    if (waiters == null) {
      waiters = step;
    } else {
      waiterList().add(step);
    }
  }

  /// Notes that `awaiter` awaits this future, for those who look at the graph of who awaits whom.
  final void addAwaiter(Future<?> awaiter) {
    if (!done()) {
      keepWaiter(new AwaitedByLink(awaiter));
    }
  }

  final void discardAwaiter(Future<?> awaiter) {
    removeWaiters(step -> step instanceof AwaitedByLink link && link.awaiter() == awaiter);
  }

  /// Gives whether it was there.
  final boolean removeWaiter(Step step) {
    if (waiters == step) {
      waiters = null;
      return true;
    }
    return waiters instanceof List<?> list && list.remove(step);
  }

  final void complete(T value) {
    state = State.FINISHED;
    this.value = value;
    wakeWaiters();
  }

  final void fail(Throwable exception) {
    fail(Failure.watched(this, exception));
  }

  final void fail(Failure failure) {
    state = State.FINISHED;
    this.failure = failure;
    wakeWaiters();
  }

  final void completeCancelled(CancelRequest request, @Nullable CancelledError by) {
    state = State.CANCELLED;
    cancelRequest = request;
    cancelledBy = by;
    wakeWaiters();
  }

  /// Cancels as part of what `request` asked for, by [#cancel(String)], which may be overridden.
  final boolean cancelFor(CancelRequest request) {
    CancelRequest outer = loop.enterCancelRequest(request);
    try {
      return cancel(request.message());
    } finally {
      loop.enterCancelRequest(outer);
    }
  }

  /// What a cancelled future was cancelled for.
  final CancelRequest cancelRequest() {
    return Objects.requireNonNull(cancelRequest);
  }

  /// Whether the future failed, without this counting as a look at its exception.
  final boolean failed() {
    return failure != null;
  }

  /// What the future failed with, without this counting as a look at it.
  final Throwable failure() {
    return Objects.requireNonNull(failure).exception();
  }

  /// What a look at a cancelled future throws.
  final CancelledError cancelledError() {
    CancelledError by = cancelledBy;
    cancelledBy = null;
    return by != null ? by : new CancelledError(cancelRequest());
  }

  final boolean hasWaiters() {
    return waiters != null;
  }

  private void checkPending(String operation) {
    loop.checkThread();
    if (done()) {
      throw new InvalidStateException(operation + "() on " + this + ": it is done already");
    }
  }

  private void wakeWaiters() {
    Object waiters = this.waiters;
    this.waiters = null;
    if (waiters instanceof Step step) {
      loop.ready(step);
    } else if (waiters != null) {
      for (Object step : (List<?>) waiters) {
        loop.ready((Step) step);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private List<Step> waiterList() {
    if (waiters instanceof Step only) {
      List<Step> list = new ArrayList<>(4);
      list.add(only);
      waiters = list;
    }
    return (List<Step>) Objects.requireNonNull(waiters);
  }

  private void removeWaiters(Predicate<Step> which) {
    if (waiters instanceof Step only) {
      waiters = which.test(only) ? null : only;
    } else if (waiters != null) {
      List<Step> list = waiterList();
      list.removeIf(which);
      waiters = list.isEmpty() ? null : list;
    }
  }

  private int waiterCount() {
    return waiters().size();
  }

  /// What runs when the future is done, in this order.
  final List<?> waiters() {
    Object waiters = this.waiters;
    return switch (waiters) {
      case null -> List.of();
      case List<?> list -> list;
      default -> List.of(waiters);
    };
  }

  /// What a done-callback passes the outcome on to; empty for other steps, and other callbacks.
  static Collection<? extends Future<?>> servedBy(Object waiter) {
    return waiter instanceof DoneCallback<?> done && done.callback instanceof Forwarder onBehalf
        ? onBehalf.served()
        : List.of();
  }

  /// The state in words, for messages.
  String describe() {
    return switch (state) {
      case PENDING -> "pending";
      case CANCELLED -> describe(cancelRequest());
      case FINISHED -> "finished, " + outcome();
    };
  }

  /// A value may hold the future that it is the value of.
  private String outcome() {
    if (failure != null) {
      return "exception=" + failure;
    }
    return SHOWN.isBound() && SHOWN.get().contains(this)
        ? "result=..."
        : ScopedValue.where(SHOWN, withThis()).call(() -> "result=" + TextForms.ofValue(value));
  }

  private Set<Future<?>> withThis() {
    Set<Future<?>> shown = Collections.newSetFromMap(new IdentityHashMap<>());
    shown.addAll(SHOWN.orElse(Set.of()));
    shown.add(this);
    return shown;
  }

  private static String describe(CancelRequest request) {
    String origin = request.origin();
    return origin == null ? "cancelled" : "cancelled by " + origin;
  }

  /// `, cb=[…]`, or nothing without callbacks; of many, the first and the last.
  final String describeWaiters() {
    List<?> waiters = waiters();
    int count = waiters.size();
    if (count == 0) {
      return "";
    }
    String first = ((Step) waiters.getFirst()).asCallback();
    String last = ((Step) waiters.getLast()).asCallback();
    return switch (count) {
      case 1 -> ", cb=[" + first + "]";
      case 2 -> ", cb=[" + first + ", " + last + "]";
      default -> ", cb=[" + first + ", <" + (count - 2) + " more>, " + last + "]";
    };
  }

  @Override
  public String toString() {
    return "Future[" + describe() + describeWaiters() + Origin.suffix(origin) + "]";
  }

  /// A callback in the queue of the futures that are done.
  private static final class DoneCallback<T extends @Nullable Object> extends Step {
    private final Future<T> future;
    private final Consumer<? super Future<T>> callback;
    private final Context context;

    DoneCallback(Future<T> future, Consumer<? super Future<T>> callback, Context context) {
      this.future = future;
      this.callback = callback;
      this.context = context;
    }

    @Override
    public String asCallback() {
      return TextForms.ofCode(callback);
    }

    @Override
    public String toString() {
      return "done-callback " + asCallback();
    }

    @Override
    public void run() {
      TaskLoop loop = future.loop;
      Object outer = loop.enter(context);
      try {
        callback.accept(future);
      } catch (Throwable t) {
        Fatal.rethrowIfFatal(t);
        loop.callExceptionHandler(
            ExceptionContext.of("Exception in callback " + callback, t).withFuture(future));
      } finally {
        loop.enter(outer);
      }
    }
  }
}
