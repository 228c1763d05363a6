package jasyncio;

import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.Origin;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.StackFilter;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.engine.Fiber;
import jasyncio.internal.graph.CancelRequest;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A coroutine that runs by itself, and the future of its value.
///
/// A task runs until it awaits something that is not there yet; then its loop runs others. The loop
/// keeps it until it is done, so nobody else has to. Made by [Asyncio#createTask(Coroutine)] and
/// [TaskGroup#createTask(Coroutine)].
///
/// **Cancellation.** [#cancel(String)] asks; the task finds a [CancelledError] thrown at the await
/// it is suspended in, or at its next one, once per request. It may clean up, and should let the
/// error go on. [#cancelling()] counts the requests, [#uncancel()] takes one back; [TaskGroup] and
/// [Timeout] rest on that count.
///
/// Mirrors `asyncio.Task`.
///
/// @param <T> the type of the value
public final class Task<T extends @Nullable Object> extends Future<T> {
  private static final AtomicLong COUNT = new AtomicLong();

  private final Coroutine<T> coroutine;
  private final Context context;
  private final long number = COUNT.incrementAndGet();
  private @Nullable String name;

  final TaskRun<T> run;

  // none before the first request to cancel
  @Nullable Cancellation cancellation;

  // the number of limits that will cancel it when their time comes
  private int timersSet;

  // the loop's list of unfinished tasks; its business
  @Nullable Task<?> previous;
  @Nullable Task<?> next;

  Task(TaskLoop loop, Coroutine<T> coroutine, TaskOptions options) {
    super(loop);
    this.coroutine = Objects.requireNonNull(coroutine, "coroutine");
    Context given = options.context();
    this.context = given != null ? given : Context.copy();
    this.run = new TaskRun<>(this, context);
    this.name = options.name();
  }

  /// The name given, or `Task-N`. Mirrors `Task.get_name`.
  public String getName() {
    String name = this.name;
    if (name == null) {
      name = "Task-" + number;
      this.name = name;
    }
    return name;
  }

  /// Changes the name. Mirrors `Task.set_name`.
  public void setName(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /// The coroutine that the task runs. Mirrors `Task.get_coro`.
  public Coroutine<T> getCoro() {
    return coroutine;
  }

  /// The context that it runs in. Mirrors `Task.get_context`.
  public Context getContext() {
    return context;
  }

  // Cancelling

  /// Asks the task to cancel: a [CancelledError] with `message` is thrown at the await it is
  /// suspended in, or else at its next one. A task that sits in a blocking JDK call is interrupted.
  /// Mirrors `Task.cancel`.
  ///
  /// The task may refuse, so this promises nothing; await it to see.
  ///
  /// @return false if the task was done already
  @Override
  public boolean cancel(@Nullable String message) {
    return cancelFor(loop.requestToCancel(message));
  }

  @Override
  boolean cancelFor(CancelRequest request) {
    return cancelFor(request, false);
  }

  /// As [#cancel(String)], but a value that the task has already waited for reaches it first, so
  /// that no limit in time loses one: the cancellation then is thrown at the next await, unless
  /// [#uncancelBy(CancelRequest)] comes before.
  void cancelByLimit(CancelRequest request) {
    cancelFor(request, true);
  }

  private boolean cancelFor(CancelRequest request, boolean limit) {
    loop.checkThread();
    if (done()) {
      return cancelHere(request); // which counts as a retrieval of its exception
    }
    cancellation().request(request, limit);
    return true;
  }

  /// The number of requests to cancel that [#uncancel()] has not taken back. Mirrors
  /// `Task.cancelling`.
  public int cancelling() {
    return cancellation == null ? 0 : cancellation.requests();
  }

  /// Takes a request to cancel back; the last one also drops a cancellation that was not thrown
  /// yet. For code that has dealt with a cancellation it asked for itself. Mirrors `Task.uncancel`.
  ///
  /// @return the number of requests left
  public int uncancel() {
    return cancellation == null ? 0 : cancellation.uncancel();
  }

  /// See [Cancellation#uncancelBy(CancelRequest)].
  int uncancelBy(CancelRequest request) {
    return cancellation == null ? 0 : cancellation.uncancelBy(request);
  }

  Cancellation cancellation() {
    Cancellation cancellation = this.cancellation;
    if (cancellation == null) {
      cancellation = new Cancellation(this);
      this.cancellation = cancellation;
    }
    return cancellation;
  }

  /// See [Cancellation#message()].
  @Nullable String cancelMessage() {
    return cancellation == null ? null : cancellation.message();
  }

  /// See [Cancellation#takePending()].
  @Nullable CancelRequest takePending() {
    return cancellation == null ? null : cancellation.takePending();
  }

  /// Passes a pending request on to `future`, which the task is about to await. Gives it if the
  /// future took it.
  @Nullable CancelRequest passOnPending(Future<?> future) {
    CancelRequest request = cancellation == null ? null : cancellation.pending();
    if (request == null || !future.cancelFor(request)) {
      return null;
    }
    return takePending();
  }

  /// Undoes [#passOnPending(Future)], for an await that failed to begin.
  void keepPending(@Nullable CancelRequest request) {
    if (request != null) {
      cancellation().keep(request);
    }
  }

  void throwIfLoopCloses() {
    if (cancellation != null) {
      cancellation.throwIfLoopCloses();
    }
  }

  /// Returns whether every await throws from now on.
  boolean isLoopClosing() {
    return cancellation != null && cancellation.isLoopClosing();
  }

  /// Ends the coroutine where it is suspended; it cannot await any more. On the loop's thread, when
  /// the loop closes. One that is blocked in the JDK is interrupted and left to itself; one that
  /// goes on awaiting in spite of what is thrown is left in an await that never returns.
  void destroy() {
    cancellation().closeLoop();
    if (run.isBlocked()) {
      run.thread().interrupt();
    } else if (run.isSuspended() && run.resumeToEnd()) {
      loop.callExceptionHandler(
          ExceptionContext.of(
                  "Task ignored that its event loop closes: let CancelledError end it", null)
              .withFuture(this));
    }
  }

  // Awaiting: on the fiber

  /// Suspends this task until `future` is done, and gives its value.
  <V extends @Nullable Object> V await(Future<V> future) {
    future.attend();
    if (!future.done()) {
      checkCanAwait(future);
      Interruption.notice(this);
      do {
        run.suspendOn(future);
        if (cancellation != null) {
          throwPending(cancellation, future);
        }
      } while (!future.done()); // a cancellation that had woken the task was taken back
    }
    return resultOf(future);
  }

  /// Throws if `future` cannot be awaited here, in the same turn as asyncio.
  private void checkCanAwait(Future<?> future) {
    String objection = objection(future);
    if (objection != null) {
      awaitTurn();
      throw new IllegalStateException(objection);
    }
  }

  private @Nullable String objection(Future<?> future) {
    if (future == this) {
      return this + " cannot await itself";
    }
    return future.loop == loop
        ? null
        : this + " of " + loop + " cannot await " + future + " of " + future.loop;
  }

  private <V extends @Nullable Object> V resultOf(Future<V> future) {
    if (future.failed()) {
      AwaitedAt place = AsyncPath.note(future, this);
      if (loop.getDebug()) {
        place.addTo(future.failure());
      }
    }
    return future.result();
  }

  /// Throws the pending request, if there is one: after the value that a limit must not lose, and
  /// not in the place of a cancellation that `awaited` ended with.
  private static void throwPending(Cancellation cancellation, Future<?> awaited) {
    if (cancellation.pending() == null || (awaited.succeeded() && cancellation.yieldsToValue())) {
      return;
    }
    CancelRequest request = Objects.requireNonNull(cancellation.takePending());
    CancelledError cancelled = new CancelledError(request);
    Throwable failure = awaited.failed() ? awaited.exception() : null;
    boolean wasCancelled = awaited.cancelled() || failure instanceof CancelledError;
    if (failure != null && !wasCancelled) {
      // so that a `catch` of the cancellation can see the failure that it took the place of
      cancelled.addSuppressed(failure);
    }
    if (awaited.passesOn(request) || !wasCancelled) {
      throw cancelled;
    }
  }

  /// Suspends for one turn of the loop: everything that was ready before runs first.
  void awaitTurn() {
    Interruption.notice(this);
    run.suspendForTurn();
    CancelRequest request = takePending();
    if (request != null) {
      throw new CancelledError(request);
    }
  }

  /// Runs `coroutine` inline. A failure of a blocking call of the JDK that comes of the
  /// cancellation of this task becomes the cancellation.
  <V extends @Nullable Object> V inline(Coroutine<V> coroutine) {
    try {
      return coroutine.run();
    } catch (Exception e) {
      if (cancellation != null
          && cancellation.pending() != null
          && Interruption.isAnswer(this, e)) {
        throw Interruption.asCancellation(this, e);
      }
      throw Sneaky.<RuntimeException>unchecked(e);
    }
  }

  // The body: on the fiber

  void runBody() {
    T value;
    try {
      value = coroutine.run();
    } catch (CancelledError e) {
      run.end();
      completeCancelled(e);
      return;
    } catch (Throwable t) {
      endWith(t);
      return;
    }
    endWithValue(value);
  }

  private void endWithValue(T value) {
    run.end();
    CancelRequest request = takePending();
    if (request != null) {
      completeCancelled(request);
    } else {
      complete(value);
    }
  }

  private void endWith(Throwable failure) {
    run.end();
    if (Interruption.isAnswer(this, failure)) {
      completeCancelled(Interruption.asCancellation(this, failure));
      return;
    }
    fail(failure);
    if (Fatal.is(failure)) {
      var _ = exception(); // the caller of run() gets it
      loop.endRunWith(failure);
    }
  }

  /// Ends a task that was cancelled before its first step. Gives false if it was not. On the loop's
  /// thread.
  boolean endBeforeFirstStep() {
    CancelRequest request = takePending();
    if (request == null) {
      return false;
    }
    run.end();
    completeCancelled(request);
    return true;
  }

  /// The name for its thread; empty if the program gave none.
  String threadName() {
    return name == null ? "" : name;
  }

  // Looking at it

  /// The frames of the coroutine, innermost first, without those of this library; if the task
  /// failed, the frames of its exception; empty before the task began and after any other end.
  /// Mirrors `Task.get_stack`.
  ///
  /// Python's list begins with the outermost frame, and has that one only while a task is
  /// suspended.
  public List<StackTraceElement> getStack() {
    return StackFilter.shown(wholeStack());
  }

  /// As [#getStack()], with the frames of the library.
  StackTraceElement[] wholeStack() {
    if (failed()) {
      return failure().getStackTrace();
    }
    List<StackTraceElement> stack = new ArrayList<>();
    for (Fiber fiber = run.currentFiber(); fiber != null; fiber = fiber.outer()) {
      Collections.addAll(stack, fiber.thread().getStackTrace());
    }
    return stack.toArray(StackTraceElement[]::new);
  }

  /// As [#getStack()], and at most `limit` frames, those nearest to the beginning of the coroutine.
  public List<StackTraceElement> getStack(int limit) {
    return StackFilter.outermost(getStack(), limit);
  }

  /// Prints [#getStack()] to standard error. Mirrors `Task.print_stack`.
  public void printStack() {
    printStack(System.err);
  }

  /// Prints [#getStack(int)] to standard error.
  public void printStack(int limit) {
    printStack(limit, System.err);
  }

  /// Prints [#getStack()] to `out`.
  public void printStack(PrintStream out) {
    printStack(Integer.MAX_VALUE, out);
  }

  /// Prints [#getStack(int)] to `out`.
  public void printStack(int limit, PrintStream out) {
    List<StackTraceElement> stack = getStack(limit);
    String what = failed() ? "Traceback" : "Stack";
    out.println(stack.isEmpty() ? "No stack for " + this : what + " for " + this + ":");
    stack.forEach(frame -> out.println("\tat " + frame));
  }

  long number() {
    return number;
  }

  /// The present activity of the task in a word.
  String state() {
    return run.activity().toLowerCase(Locale.ROOT);
  }

  /// Returns whether it is in a blocking call of the JDK.
  boolean isBlocked() {
    return run.isBlocked();
  }

  /// The future that the task is suspended on, if it is one.
  @Nullable Future<?> awaited() {
    return run.awaited();
  }

  /// The thing that the task waits for, in words; null if it runs, or has ended. Not in asyncio.
  public @Nullable String waitsFor() {
    if (run.isNew()) {
      return "its first turn";
    }
    if (run.isBlocked()) {
      return "a blocking call of the JDK";
    }
    if (!run.isSuspended()) {
      return null;
    }
    Future<?> awaited = run.awaited();
    return awaited == null || awaited.done() ? "its turn" : awaited.awaitedAs();
  }

  /// The future that the task is suspended on, if that is pending and no time limit will end the
  /// wait.
  @Nullable Future<?> awaitedWithoutLimit() {
    Future<?> awaited = run.awaited();
    return timersSet > 0 || awaited == null || awaited.done() ? null : awaited;
  }

  /// One limit more, or less, will cancel this task when its time comes.
  void timersSet(int more) {
    timersSet += more;
  }

  /// Refused: a task completes by itself.
  @Override
  public void setResult(T value) {
    throw new UnsupportedOperationException("setResult() on " + this + ": a task gives its own");
  }

  /// Refused: a task completes by itself.
  @Override
  public void setException(Throwable exception) {
    throw new UnsupportedOperationException("setException() on " + this + ": cancel it instead");
  }

  @Override
  Context failureContext() {
    return context;
  }

  @Override
  FutureIdentity identity() {
    return new FutureIdentity("Task", getName(), coroutine.getClass(), origin);
  }

  /// Without the thing that this task waits for, since there may be many tasks in a row, or in a
  /// ring.
  @Override
  String awaitedAs() {
    return text("");
  }

  @Override
  public String toString() {
    Future<?> awaited = run.awaited();
    return text(awaited == null ? "" : ", wait_for=" + awaited.awaitedAs());
  }

  private String text(String waitFor) {
    return "Task[name="
        + TextForms.ofValue(getName())
        + ", "
        + describe()
        + ", coro="
        + TextForms.ofCode(coroutine)
        + waitFor
        + describeWaiters()
        + Origin.suffix(origin)
        + "]";
  }

  @Override
  String describe() {
    if (done()) {
      return super.describe();
    }
    String state = cancelling() > 0 ? "cancelling" : "pending";
    if (run.isNew()) {
      return state + ", not started";
    }
    if (run.isBlocked()) {
      return state + ", blocked in a JDK call";
    }
    return state + (run.isSuspended() ? ", suspended" : ", running");
  }
}
