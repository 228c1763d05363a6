package jasyncio;

import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.Origin;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.StackFilter;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.engine.Fiber;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.loop.Step;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
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

  // by a loop that closes: more than any chain of `finally` blocks that await
  private static final int MOST_REFUSALS = 1_000;

  /// Where the coroutine is.
  ///
  /// | from | to | when |
  /// |---|---|---|
  /// | NEW | RUNNING | the first step runs |
  /// | RUNNING | SUSPENDED | it awaits what is not there yet |
  /// | SUSPENDED | RUNNING | a step runs |
  /// | RUNNING | BLOCKED | a JDK call parked its thread (carrier engine only) |
  /// | BLOCKED | RUNNING | that call can go on |
  /// | RUNNING, NEW | ENDED | the body returned or threw, or was cancelled before it began |
  private enum Activity {
    NEW,
    RUNNING,
    SUSPENDED,
    BLOCKED,
    ENDED
  }

  private final Coroutine<T> coroutine;
  private final Context context;
  private final long number = COUNT.incrementAndGet();
  private @Nullable String name;

  private Activity activity = Activity.NEW;
  private @Nullable Fiber fiber; // none before the first step, nor after the last

  // what the coroutine awaits while it is suspended, if that is a future
  private @Nullable Future<?> awaited;

  // while a request to cancel is passed on to what is awaited, and whether it came back from there:
  // tasks that await each other in a ring
  private boolean passingOn;
  private boolean cameRound;

  private int cancelRequests;

  // how many limits will cancel it when their time comes
  private int timersSet;

  // the loop is closing: every await throws
  private boolean destroyed;
  private int refusals;

  // a request that no await has thrown yet
  private boolean cancelPending;

  // the limits that alone are behind that request, or null: a value that is there goes before them
  private @Nullable Set<Timeout> cancellingLimits;

  private @Nullable CancelRequest cancelRequest;

  // The context to go on in: that of the task, but for code that awaits inside Context.run.
  private Context activeContext;

  // whether an interrupt of this task's thread is one that has led to a cancellation, or came of
  // one
  private boolean interruptKnown;

  // the loop's list of unfinished tasks; its business
  @Nullable Task<?> previous;
  @Nullable Task<?> next;

  final Resumption resumption = new Resumption();

  Task(TaskLoop loop, Coroutine<T> coroutine, TaskOptions options) {
    super(loop);
    this.coroutine = Objects.requireNonNull(coroutine, "coroutine");
    Context given = options.context();
    this.context = given != null ? given : Context.copy();
    this.activeContext = this.context;
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

  /// Asks the task to cancel: a [CancelledError] with `message` is thrown at the await it is
  /// suspended in, or else at its next one. A task that sits in a blocking JDK call is interrupted.
  /// Mirrors `Task.cancel`.
  ///
  /// The task may refuse, so this promises nothing; await it to see.
  ///
  /// @return false if the task was done already
  @Override
  public boolean cancel(@Nullable String message) {
    return cancel(loop.requestToCancel(message), null);
  }

  /// As [#cancel(String)], but a value that the task has already waited for reaches it first, so
  /// that no limit in time loses one: the cancellation then is thrown at the next await, unless
  /// [#uncancelBy(Timeout)] comes before.
  void cancelBy(Timeout limit, CancelRequest request) {
    cancel(request, limit);
  }

  private boolean cancel(CancelRequest request, @Nullable Timeout limit) {
    loop.checkThread();
    if (done()) {
      return super.cancel(request.message()); // which counts as a look at its exception
    }
    if (awaited instanceof Task<?>) {
      cancelLine(request, limit);
    } else {
      cancelHere(request, limit);
    }
    return true;
  }

  /// Tasks that wait for each other in a line are told one after the other: it may be too long for
  /// the stack.
  private void cancelLine(CancelRequest request, @Nullable Timeout limit) {
    List<Task<?>> line = new ArrayList<>();
    Task<?> last = this;
    while (!last.passingOn && last.awaited instanceof Task<?> next && !next.done()) {
      last.cancelRequests++;
      last.passingOn = true;
      line.add(last);
      last = next;
    }
    try {
      last.cancelHere(request, last == this ? limit : null);
    } finally {
      for (Task<?> task : line.reversed()) {
        task.passingOn = false;
        if (task.cameRound) {
          task.cancelBySelf(request, task == this ? limit : null);
        }
      }
    }
  }

  private void cancelHere(CancelRequest request, @Nullable Timeout limit) {
    if (passingOn) {
      cameRound = true;
      return;
    }
    cancelRequests++;
    Future<?> awaited = this.awaited;
    if (awaited == null || !passOn(request, awaited)) {
      cancelBySelf(request, limit);
    } // else the cancelled future wakes this task, and its result() throws
  }

  /// Has the next await throw, or the one that waits for itself.
  private void cancelBySelf(CancelRequest request, @Nullable Timeout limit) {
    noteLimit(limit);
    cancelPending = true;
    cancelRequest = request;
    if (cameRound) {
      cameRound = false;
      leave(Objects.requireNonNull(awaited));
    } else if (activity == Activity.BLOCKED) {
      interruptKnown = true;
      thread().interrupt();
    }
  }

  /// Whether what is awaited will wake this task.
  private boolean passOn(CancelRequest request, Future<?> awaited) {
    passingOn = true;
    try {
      return awaited.cancelFor(request) && !cameRound;
    } finally {
      passingOn = false;
    }
  }

  /// Goes on without what is awaited; the others of the ring then end one by the other.
  private void leave(Future<?> awaited) {
    // else it is about to go on already: by what it awaits, or by an earlier request
    if (awaited.removeWaiter(resumption)) {
      loop.ready(resumption);
    }
  }

  private void noteLimit(@Nullable Timeout limit) {
    if (limit == null) {
      cancellingLimits = null;
    } else if (!cancelPending) {
      cancellingLimits = new HashSet<>(Set.of(limit));
    } else if (cancellingLimits != null) {
      cancellingLimits.add(limit);
    }
  }

  /// How many requests to cancel there were that [#uncancel()] has not taken back. Mirrors
  /// `Task.cancelling`.
  public int cancelling() {
    return cancelRequests;
  }

  /// Takes a request to cancel back; the last one also drops a cancellation that was not thrown
  /// yet. For code that has dealt with a cancellation it asked for itself. Mirrors `Task.uncancel`.
  ///
  /// @return how many requests are left
  public int uncancel() {
    if (cancelRequests > 0) {
      cancelRequests--;
      if (cancelRequests == 0) {
        cancelPending = false;
      }
    }
    return cancelRequests;
  }

  /// As [#uncancel()], for the end of what `limit` limits: a cancellation by it that was not thrown
  /// yet is dropped though there were requests before.
  int uncancelBy(Timeout limit) {
    Set<Timeout> limits = cancellingLimits;
    if (limits != null && limits.remove(limit) && limits.isEmpty()) {
      cancelPending = false;
    }
    return uncancel();
  }

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
    for (Fiber fiber = currentFiber(); fiber != null; fiber = fiber.outer()) {
      Collections.addAll(stack, fiber.thread().getStackTrace());
    }
    return stack.toArray(StackTraceElement[]::new);
  }

  private @Nullable Fiber currentFiber() {
    return activity == Activity.NEW || activity == Activity.ENDED ? null : fiber;
  }

  /// As [#getStack()], and at most `limit` frames, those nearest to where the coroutine began.
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

  // What others may know of it

  long number() {
    return number;
  }

  /// What the task does now, in a word.
  String state() {
    return activity.name().toLowerCase(Locale.ROOT);
  }

  /// Whether it sits in a blocking call of the JDK.
  boolean isBlocked() {
    return activity == Activity.BLOCKED;
  }

  /// What the task awaits while it is suspended, if that is a future.
  @Nullable Future<?> awaited() {
    return awaited;
  }

  /// What the task waits for, in words; null if it runs, or has ended. Not in asyncio.
  public @Nullable String waitsFor() {
    Future<?> awaited = this.awaited;
    return switch (activity) {
      case NEW -> "its first turn";
      case BLOCKED -> "a blocking call of the JDK";
      case SUSPENDED -> awaited == null || awaited.done() ? "its turn" : awaited.awaitedAs();
      case RUNNING, ENDED -> null;
    };
  }

  /// What the task is suspended on, if it is pending and no time limit will end the wait.
  @Nullable Future<?> awaitedWithoutLimit() {
    Future<?> awaited = this.awaited;
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

  // Awaiting: on the fiber

  /// Suspends this task until `future` is done, and gives its value.
  <V extends @Nullable Object> V await(Future<V> future) {
    future.attend();
    if (future.done()) {
      return resultOf(future);
    }
    if (future == this) {
      throw new IllegalStateException(this + " cannot await itself");
    }
    if (future.loop != loop) {
      throw new IllegalStateException(
          this + " of " + loop + " cannot await " + future + " of " + future.loop);
    }
    noticeInterrupt();
    suspendOn(future);
    if (cancelPending) {
      throwCancellation(future);
    }
    return resultOf(future);
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

  private void throwCancellation(Future<?> awaited) {
    boolean hasValue = awaited.done() && !awaited.cancelled() && !awaited.failed();
    if (hasValue && cancellingLimits != null) {
      return;
    }
    cancelPending = false;
    if (!awaited.cancelled()) {
      CancelledError cancelled = pendingCancellation();
      if (awaited.failed()) {
        // whoever catches the cancellation can see what it took the place of
        cancelled.addSuppressed(Objects.requireNonNull(awaited.exception()));
      }
      throw cancelled;
    }
  }

  /// The error for the request that is about to be answered.
  private CancelledError pendingCancellation() {
    return new CancelledError(Objects.requireNonNull(cancelRequest));
  }

  private void cancelByInterrupt() {
    cancelFor(requestByInterrupt());
  }

  private static CancelRequest requestByInterrupt() {
    return CancelRequest.by("an interrupt of its thread", "thread interrupted");
  }

  /// An interrupt of this task's thread is a request to cancel, unless it is our own, which came
  /// too late for the JDK call that it was meant for.
  private void noticeInterrupt() {
    if (Thread.interrupted() && !interruptKnown) {
      cancelByInterrupt();
    }
    interruptKnown = false;
  }

  /// Cancels the task if its thread was interrupted while it is suspended. On the loop's thread.
  void cancelIfInterrupted() {
    if (activity == Activity.SUSPENDED && !interruptKnown && thread().isInterrupted()) {
      interruptKnown = true;
      cancelByInterrupt();
    }
  }

  private void suspendOn(Future<?> future) {
    awaited = future;
    try {
      future.addWaiter(resumption);
      loop.noteWait(future);
      if (cancelPending && future.cancelFor(Objects.requireNonNull(cancelRequest))) {
        cancelPending = false;
      }
      suspend();
    } catch (IllegalStateException | StackOverflowError stuck) {
      future.removeWaiter(resumption);
      loop.withdraw(resumption);
      cancelPending |= future.cancelled(); // it was to be thrown here
      throw stuck;
    } finally {
      awaited = null;
    }
  }

  /// Lets the loop go round once: what was ready before runs first.
  void yieldTurn() {
    noticeInterrupt();
    try {
      loop.ready(resumption);
      suspend();
    } catch (IllegalStateException | StackOverflowError stuck) {
      loop.withdraw(resumption);
      throw stuck;
    }
    if (cancelPending) {
      cancelPending = false;
      throw pendingCancellation();
    }
  }

  private void suspend() {
    throwIfDestroyed();
    activity = Activity.SUSPENDED;
    try {
      Objects.requireNonNull(fiber).suspend();
    } finally {
      activity = Activity.RUNNING;
    }
    if (interruptKnown) {
      interruptKnown = false;
      var _ = Thread.interrupted();
    }
    throwIfDestroyed();
  }

  /// Whether every await throws from now on.
  boolean destroyed() {
    return destroyed;
  }

  private void throwIfDestroyed() {
    if (destroyed && ++refusals <= MOST_REFUSALS) {
      throw new CancelledError(
          CancelRequest.by("the event loop, which closes", "the event loop is closing"));
    }
  }

  /// Runs `coroutine` inline. What the JDK throws in a blocking call because this task was
  /// cancelled becomes the cancellation.
  <V extends @Nullable Object> V inline(Coroutine<V> coroutine) {
    try {
      return coroutine.run();
    } catch (Exception e) {
      if (cancelPending && isInterruption(e)) {
        throw interruptedBy(e);
      }
      throw Sneaky.<RuntimeException>unchecked(e);
    }
  }

  /// Whether `failure` is how a blocking JDK call answers an interrupt. Sockets, and what is built
  /// on them, fail in ways of their own and leave the thread interrupted.
  private boolean isInterruption(Throwable failure) {
    return failure instanceof InterruptedException
        || failure instanceof ClosedByInterruptException
        || (interruptKnown
            && failure instanceof Exception
            && Thread.currentThread().isInterrupted());
  }

  private CancelledError interruptedBy(Throwable failure) {
    // nobody asked: somebody interrupted the thread in a call that it was blocked in
    CancelledError cancelled =
        cancelPending ? pendingCancellation() : new CancelledError(requestByInterrupt());
    cancelPending = false;
    interruptKnown = false;
    var _ = Thread.interrupted();
    cancelled.initCause(failure);
    return cancelled;
  }

  // The body: on the fiber

  private void body() {
    try {
      T value = coroutine.run();
      end();
      if (cancelPending) {
        cancelPending = false;
        completeCancelled(Objects.requireNonNull(cancelRequest), null);
      } else {
        complete(value);
      }
    } catch (CancelledError e) {
      end();
      completeCancelled(e.request(), e);
    } catch (Throwable t) {
      endWith(t);
    }
  }

  private void endWith(Throwable failure) {
    if (isInterruption(failure)) {
      CancelledError cancelled = interruptedBy(failure);
      end();
      completeCancelled(cancelled.request(), cancelled);
      return;
    }
    Failure watched = Failure.watched(this, failure); // takes a lock of the JDK's, so may block
    end();
    fail(watched);
    if (Fatal.is(failure)) {
      loop.endRunWith(failure);
    }
  }

  private void end() {
    activity = Activity.ENDED;
    loop.forget(this);
  }

  // Steps: on the loop's thread

  private void step() {
    if (activity != Activity.SUSPENDED && activity != Activity.NEW) {
      throw new IllegalStateException(this + " was resumed while " + activity);
    }
    if (activity == Activity.NEW && cancelPending) {
      cancelPending = false;
      end();
      completeCancelled(Objects.requireNonNull(cancelRequest), null);
      loop.stepEnded(this);
      return;
    }
    Fiber fiber = this.fiber;
    if (fiber == null) {
      fiber = loop.fibers().create(name == null ? "" : name, new Owner());
      this.fiber = fiber;
    }
    mount(fiber, false);
  }

  /// Ends the coroutine where it is suspended; it cannot await any more. On the loop's thread, when
  /// the loop closes. One that is blocked in the JDK is interrupted and left to itself; one that
  /// goes on awaiting whatever is thrown is left in an await that never returns.
  void destroy() {
    destroyed = true;
    if (activity == Activity.SUSPENDED) {
      mount(fiber(), false);
      if (activity == Activity.SUSPENDED) {
        loop.callExceptionHandler(
            ExceptionContext.of(
                    "Task ignored that its event loop closes: let CancelledError end it", null)
                .withFuture(this));
      }
    } else if (activity == Activity.BLOCKED) {
      thread().interrupt();
    }
  }

  private void proceed() {
    // a call in vain is lawful, see Fiber.Owner
    boolean ending = activity == Activity.ENDED && fiber != null; // observers may block
    if (activity == Activity.BLOCKED || ending) {
      mount(Objects.requireNonNull(fiber), true);
    }
  }

  /// See [Fiber.Owner#unblocked()]. Any thread.
  void unblocked() {
    loop.readyFromAnywhere(
        new Step() {
          @Override
          public void run() {
            proceed();
          }

          @Override
          public Object work() {
            return Task.this;
          }
        });
  }

  /// See [Fiber.Owner#interrupted()]. Any thread.
  void interrupted() {
    loop.readyFromAnywhere(
        new Step() {
          @Override
          public void run() {
            cancelByInterrupt();
          }

          @Override
          public String toString() {
            return "interrupt of " + getName();
          }
        });
  }

  /// Makes this the current task and lets its fiber run until it suspends, blocks or ends.
  private void mount(Fiber fiber, boolean wasBlocked) {
    Task<?> outerTask = loop.enterTask(this);
    Object outerContext = loop.enter(activeContext);
    Thread outerThread = loop.mount(fiber.thread());
    boolean ending = activity == Activity.ENDED; // and its end was told
    if (!ending) {
      activity = Activity.RUNNING;
    }
    try {
      if (wasBlocked) {
        fiber.proceed();
      } else {
        fiber.resume();
      }
      goOn(fiber);
    } finally {
      loop.mount(outerThread);
      activeContext = (Context) loop.enter(outerContext);
      loop.enterTask(outerTask);
    }
    if (activity == Activity.RUNNING) {
      activity = Activity.BLOCKED;
    } else if (activity == Activity.ENDED && fiber().ended()) {
      this.fiber = null; // a task may be kept much longer than it ran
    }
    if (!ending) {
      loop.stepEnded(this);
    }
    loop.throwIfRunEnded();
  }

  /// The fiber that was mounted stopped, but the task need not be suspended: there may be an errand
  /// to run before it goes on, or another fiber may have taken its place.
  private void goOn(Fiber mounted) {
    while (true) {
      Fiber next = Objects.requireNonNull(fiber);
      if (next != mounted) {
        loop.mount(next.thread());
      } else if (!loop.runCall()) {
        return;
      }
      mounted = next;
      next.resume();
    }
  }

  Fiber fiber() {
    return Objects.requireNonNull(fiber);
  }

  /// Puts `inner` in the place of the current fiber and waits until that is put back. On the
  /// current fiber.
  void enterFiber(Fiber inner) {
    Fiber outer = fiber();
    fiber = inner;
    inner.setOuter(outer);
    try {
      outer.suspend();
    } catch (IllegalStateException | StackOverflowError stuck) {
      fiber = outer;
      inner.setOuter(null);
      throw stuck;
    }
  }

  /// Puts `outer` back and waits until the current fiber is entered again. On the current fiber.
  void leaveFiber(Fiber outer) {
    Fiber inner = fiber();
    fiber = outer;
    inner.setOuter(null);
    try {
      inner.suspend();
    } catch (IllegalStateException | StackOverflowError stuck) {
      fiber = inner;
      inner.setOuter(outer);
      throw stuck;
    }
  }

  /// Puts `outer` back for good: the current fiber is about to end. On the current fiber.
  void switchTo(Fiber outer) {
    fiber = outer;
  }

  /// Gives the loop's thread an errand (see [TaskLoop#callOnLoopThread(Step)]) and waits for it
  /// without being suspended in the eyes of others.
  void leaveFiberForCall() {
    Objects.requireNonNull(fiber).suspend();
  }

  private Thread thread() {
    return Objects.requireNonNull(fiber).thread();
  }

  @Override
  String kind() {
    return "Task";
  }

  @Override
  Context failureContext() {
    return context;
  }

  /// Without what this one waits for, for there may be many tasks in a row, or in a ring.
  @Override
  String awaitedAs() {
    return text("");
  }

  @Override
  public String toString() {
    Future<?> awaited = this.awaited;
    return text(awaited == null ? "" : ", wait_for=" + awaited.awaitedAs());
  }

  private String text(String waitFor) {
    return "Task[name="
        + getName()
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
    String state = cancelRequests > 0 ? "cancelling" : "pending";
    return switch (activity) {
      case NEW -> state + ", not started";
      case SUSPENDED -> state + ", suspended";
      case BLOCKED -> state + ", blocked in a JDK call";
      case RUNNING, ENDED -> state + ", running";
    };
  }

  /// Goes on with the task in a turn of the loop. A task is in the queue at most once, so one
  /// object does for its life.
  final class Resumption extends Step {
    @Override
    public void run() {
      step();
    }

    @Override
    public Lane lane(boolean freesTasks) {
      return freesTasks ? Lane.OWN : Lane.CALL_SOON;
    }

    /// Whom it wakes.
    Task<?> task() {
      return Task.this;
    }

    @Override
    public Object work() {
      return Task.this;
    }

    @Override
    public String asCallback() {
      return "wakeup of " + getName();
    }

    @Override
    public String toString() {
      return Task.this.toString();
    }
  }

  /// What the task's fiber runs, and whom it tells.
  private final class Owner implements Fiber.Owner {
    @Override
    public void body() {
      Task.this.body();
    }

    @Override
    public void unblocked() {
      Task.this.unblocked();
    }

    @Override
    public void interrupted() {
      Task.this.interrupted();
    }
  }
}
