package jasyncio;

import jasyncio.internal.base.DropWatch;
import jasyncio.internal.base.Fatal;
import jasyncio.internal.base.FirstFailure;
import jasyncio.internal.base.Origin;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.loop.Await;
import jasyncio.internal.loop.CurrentLoop;
import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.LoopLog;
import jasyncio.internal.loop.LoopThread;
import jasyncio.internal.loop.Machine;
import jasyncio.internal.loop.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A loop that runs tasks: the current one, those that are not finished, the generators that are
/// open, and the failures that no code has retrieved.
///
/// Loop thread only, unless a method says otherwise.
abstract class TaskLoop extends Loop {
  private final TaskList tasks = new TaskList(this);
  private final Deadlocks deadlocks = new Deadlocks(this);
  // failures that no code has retrieved
  private final Set<UnretrievedException> unretrieved = new LinkedHashSet<>();

  // the loop is closing and ends the tasks that are left
  private boolean endingTasks;

  // promises to other threads that are not fulfilled
  private final Set<CompletableFutures.Link<?>> promises = new LinkedHashSet<>();

  // those that have begun and not ended
  private final Set<GeneratorRun<?>> generators = new LinkedHashSet<>();

  private @Nullable Task<?> currentTask;

  // the request that is being carried out by a cancel(String) that a program has overridden
  private @Nullable CancelRequest cancelRequest;

  private @Nullable TaskFactory taskFactory;

  // the thread of the code that is inside the factory now: the tasks that it makes are plain
  private @Nullable Thread inFactory;

  // work that a fiber has asked to be run on the loop's own thread before it continues
  private @Nullable Runnable call;
  private @Nullable Throwable callFailure;

  // the failure with which a task ended the run
  private @Nullable Throwable runEndedBy;

  TaskLoop(LoopOptions options, Machine machine) {
    super(options.engine()::fibers, options, machine);
    DropWatch.start();
    LoopLog.prepare();
  }

  // The current loop and task

  /// The loop that runs the caller. See [Loop#running()].
  static TaskLoop ofTask() {
    return (TaskLoop) Loop.running();
  }

  /// The loop that runs the caller, or else the one set for this thread.
  static TaskLoop ofThread() {
    return LoopThread.current() instanceof TaskLoop loop ? loop : (TaskLoop) CurrentLoop.get();
  }

  /// The task that the caller can suspend.
  static Task<?> awaiter() {
    if (LoopThread.current() instanceof TaskLoop loop) {
      return loop.suspendableTask();
    }
    throw Await.outsideLoop();
  }

  private Task<?> suspendableTask() {
    Task<?> task = currentTask;
    if (task == null || isOnLoopThread()) {
      throw new IllegalStateException(
          "await outside a coroutine: this is a callback of " + this + "; create a task instead");
    }
    return task;
  }

  static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    Task<?> task = awaiter();
    return task.await(CompletableFutures.wrap(task.loop, stage));
  }

  @Override
  protected final <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
    Task<?> task = suspendableTask();
    return awaitable instanceof Future<T> future
        ? task.await(future)
        : task.inline((Coroutine<T>) Objects.requireNonNull(awaitable, "awaitable"));
  }

  @Override
  protected final void awaitTurn() {
    suspendableTask().awaitTurn();
  }

  @Override
  public final @Nullable Task<?> currentTask() {
    return currentTask;
  }

  /// Makes `task` the current one and gives the one that was.
  @Nullable Task<?> enterTask(@Nullable Task<?> task) {
    Task<?> outer = currentTask;
    currentTask = task;
    return outer;
  }

  // Running

  @Override
  public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable) {
    Objects.requireNonNull(awaitable, "awaitable");
    checkNotClosed();
    checkCanRun();
    Future<T> future = asFuture(awaitable);
    Consumer<Future<T>> stop = this::stopUnlessFatal;
    future.addDoneCallback(stop);
    try {
      runForever();
    } catch (Throwable t) {
      if (future.done() && !future.cancelled()) {
        future.exception(); // it is on its way to the caller
      }
      throw t;
    } finally {
      future.removeDoneCallback(stop);
    }
    if (!future.done()) {
      throw new IllegalStateException(
          "event loop stopped before " + TextForms.ofObject(future) + " completed");
    }
    return future.result();
  }

  /// A fatal error ends the run by itself, and must not also stop the next one.
  private void stopUnlessFatal(Future<?> done) {
    if (!done.failed() || !Fatal.is(Objects.requireNonNull(done.exception()))) {
      stop();
    }
  }

  private <T extends @Nullable Object> Future<T> asFuture(Awaitable<T> awaitable) {
    return switch (awaitable) {
      case Coroutine<T> coroutine -> createTask(coroutine);
      case Future<T> future when future.loop == this -> future;
      case Future<T> future ->
          throw new IllegalArgumentException(
              TextForms.ofObject(future) + " belongs to " + future.loop + ", not to " + this);
    };
  }

  @Override
  protected boolean lookBeforeWaiting() {
    if (!deadlocks.isDue()) {
      return false;
    }
    deadlocks.look();
    return true; // its reports may have led to something
  }

  @Override
  protected void runEnds() {
    runEndedBy = null;
  }

  /// Ends the run with `failure` as soon as the present fiber is left.
  void endRunWith(Throwable failure) {
    runEndedBy = failure;
  }

  void throwIfRunEnded() {
    Throwable failure = runEndedBy;
    if (failure != null) {
      runEndedBy = null;
      throw Sneaky.<RuntimeException>unchecked(failure);
    }
  }

  @Override
  protected void closing() {
    endPendingTasks();
  }

  @Override
  protected void closed() {
    List.copyOf(promises).forEach(CompletableFutures.Link::loopClosed);
    promises.clear();
    FirstFailure failure = new FirstFailure();
    List.copyOf(unretrieved).forEach(each -> failure.run(each::report));
    failure.throwIfAny();
  }

  /// A task left half-way holds a thread, which would stay for ever: lets its `finally` blocks run.
  /// Mirrors what Python does to a coroutine that is dropped half-way.
  private void endPendingTasks() {
    endingTasks = true;
    Set<Task<?>> pending = tasks();
    if (!pending.isEmpty()) {
      fibers().host(() -> endHere(pending), this::interrupt);
    }
  }

  private void endHere(Set<Task<?>> pending) {
    activate();
    FirstFailure failure = new FirstFailure();
    try {
      pending.forEach(task -> failure.run(() -> end(task)));
    } finally {
      runEnds();
      deactivate();
    }
    failure.throwIfAny();
  }

  private void end(Task<?> task) {
    if (getDebug()) {
      callExceptionHandler(
          ExceptionContext.of("Task was destroyed but it is pending!", null).withFuture(task));
    }
    task.destroy();
  }

  // Futures and tasks

  @Override
  public <T extends @Nullable Object> Future<T> createFuture() {
    return new Future<>(this);
  }

  @Override
  public <T extends @Nullable Object> Future<T> createFuture(String operation, Object source) {
    return new Waiter<>(
        this,
        Objects.requireNonNull(operation, "operation"),
        Objects.requireNonNull(source, "source"));
  }

  @Override
  public <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    Objects.requireNonNull(coroutine, "coroutine");
    Objects.requireNonNull(options, "options");
    checkThread();
    checkNotClosed();
    TaskFactory factory = taskFactory;
    return factory == null || inFactory == Thread.currentThread()
        ? newTask(coroutine, options)
        : ask(factory, coroutine, options);
  }

  private <T extends @Nullable Object> Task<T> ask(
      TaskFactory factory, Coroutine<T> coroutine, TaskOptions options) {
    Thread outer = inFactory;
    inFactory = Thread.currentThread();
    try {
      return factory.createTask(this, coroutine, options);
    } finally {
      inFactory = outer;
    }
  }

  private <T extends @Nullable Object> Task<T> newTask(
      Coroutine<T> coroutine, TaskOptions options) {
    Task<T> task = new Task<>(this, coroutine, options);
    tasks.add(task);
    if (endingTasks) {
      task.cancellation().closeLoop(); // no step would end a suspension any more
    }
    if (isObserved()) {
      observers().taskCreated(task);
    }
    if (Boolean.TRUE.equals(options.eagerStart()) && isCurrent()) {
      callOnLoopThread(task.run);
    } else {
      queue(task.run);
    }
    return task;
  }

  @Override
  public void setTaskFactory(@Nullable TaskFactory factory) {
    taskFactory = factory;
  }

  @Override
  public @Nullable TaskFactory getTaskFactory() {
    return taskFactory;
  }

  /// A step of `task` has ended.
  void stepEnded(Task<?> task) {
    if (!isObserved()) {
      return;
    }
    if (task.done()) {
      observers().taskEnded(task, task.failed() ? task.failure() : null);
    } else if (task.isBlocked()) {
      observers().taskBlocked(task);
    } else {
      observers().taskSuspended(task, task.awaited());
    }
  }

  /// A task begins to wait for `awaited`.
  void noteWait(Future<?> awaited) {
    deadlocks.noteWait(awaited);
  }

  // The unfinished tasks

  /// The unfinished tasks, to be changed on the loop's thread only.
  TaskList taskList() {
    return tasks;
  }

  /// A copy of the unfinished tasks, oldest first. Any thread.
  public Set<Task<?>> tasks() {
    return tasks.copy();
  }

  public int taskCount() {
    return tasks.count();
  }

  public boolean hasBlockedTask() {
    return tasks.hasBlocked();
  }

  void forget(Task<?> task) {
    tasks.remove(task);
    deadlocks.noteEnd();
  }

  @Override
  protected void cancelInterrupted() {
    tasks.forEach(Interruption::cancelIfFound);
  }

  // Requests to cancel

  /// The request of a call of `cancel(message)` that is made now. A call that is made while another
  /// request is carried out belongs to that.
  CancelRequest requestToCancel(@Nullable String message) {
    CancelRequest request = cancelRequest;
    return request != null ? request.saying(message) : newRequest(message);
  }

  /// A request that is made now, and belongs to no other. Any thread.
  CancelRequest newRequest(@Nullable String message) {
    return new CancelRequest(message, caller(), Origin.here(getDebug()));
  }

  /// Calls `cancel`, which a program has overridden, so that the requests it makes belong to
  /// `request`.
  boolean callForRequest(CancelRequest request, BooleanSupplier cancel) {
    CancelRequest outer = cancelRequest;
    cancelRequest = request;
    try {
      return cancel.getAsBoolean();
    } finally {
      cancelRequest = outer;
    }
  }

  private String caller() {
    if (!isCurrent()) {
      return "thread " + Thread.currentThread().getName();
    }
    return currentTask == null ? "a callback" : currentTask.getName();
  }

  // Generators

  /// The search for tasks that wait for each other.
  Deadlocks deadlocks() {
    return deadlocks;
  }

  Set<GeneratorRun<?>> generators() {
    return generators;
  }

  // Calls on the loop's own thread

  /// Runs `step` now, on the loop's own thread outside any fiber; a fiber that calls this is left
  /// meanwhile, and nothing else runs until it goes on.
  ///
  /// If the fiber cannot be left (see [jasyncio.internal.engine.Fiber#suspend()]), the step waits
  /// for the next turn instead.
  void callOnLoopThread(Step step) {
    if (isOnLoopThread()) {
      fibers().beforeNesting();
      runStep(step);
    } else if (!leaveFiberFor(() -> runStep(step))) {
      queue(step);
    }
  }

  /// A fiber that cannot be left cannot be parked by a lock, either. The portable engine has no
  /// need to leave one: the loop stands still while a lock parks it.
  @Override
  protected final void runOutsideTask(Runnable work) {
    if (isOnLoopThread() || !fibers().isCarrier() || !leaveFiberFor(work)) {
      work.run();
    }
  }

  /// Leaves the current fiber until `work` has run on the loop's own thread. Gives false if it
  /// cannot be left.
  private boolean leaveFiberFor(Runnable work) {
    call = work;
    try {
      Objects.requireNonNull(currentTask).run.leaveForCall();
    } catch (IllegalStateException pinned) {
      call = null;
      return false;
    } catch (StackOverflowError tooDeep) {
      call = null;
      throw tooDeep;
    }
    Throwable failure = callFailure;
    callFailure = null;
    if (failure != null) {
      throw Sneaky.<RuntimeException>unchecked(failure);
    }
    return true;
  }

  /// Does the work for which the current fiber has just been left. Gives false if there was none.
  boolean runCall() {
    Runnable work = call;
    if (work == null) {
      return false;
    }
    call = null;
    try {
      work.run();
    } catch (Throwable t) {
      callFailure = t;
    }
    return true;
  }

  /// The promises to other threads that are not fulfilled.
  Set<CompletableFutures.Link<?>> promises() {
    return promises;
  }

  // Failures

  Set<UnretrievedException> unretrieved() {
    return unretrieved;
  }

  /// Reports a failure that no code has retrieved. Any thread. A simulation reports it when it
  /// ends, since the garbage collector keeps no schedule.
  void reportFromAnywhere(UnretrievedException failure) {
    if (!isClosed() && !isSimulated()) {
      readyFromAnywhere(Step.named("report of a failure", failure::report));
    }
  }
}
