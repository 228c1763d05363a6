package jasyncio;

import jasyncio.internal.engine.Fibers;
import jasyncio.internal.loop.ChannelWatcher;
import jasyncio.internal.loop.Clock;
import jasyncio.internal.loop.Fatal;
import jasyncio.internal.loop.Scheduler;
import jasyncio.internal.loop.Traffic;
import jasyncio.internal.loop.Watch;
import jasyncio.internal.loop.World;
import jasyncio.internal.net.FilePart;
import jasyncio.internal.net.FileSending;
import jasyncio.internal.net.Pipes;
import jasyncio.internal.net.SocketOperations;
import jasyncio.internal.net.TcpNetwork;
import jasyncio.internal.process.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The loop: turns of ready steps, timers and a selector.
///
/// A turn
///
/// 1. polls the selector: for as long as nothing is ready and no timer is due, else without
///    waiting;
/// 2. queues what channels, other threads and due timers ask for, in this order, behind what was
///    ready before;
/// 3. runs as many steps as are queued now. What these queue waits for the next turn, so that a
///    callback that reschedules itself cannot starve the others.
///
/// All fields belong to the loop's thread (or to the one thread that prepares the loop while it
/// does not run); [Arrivals] is the only door for others.
final class SelectorEventLoop extends Strand implements EventLoop, ChannelWatcher {
  private static final System.Logger LOG = System.getLogger("jasyncio");
  private static final byte[] NONE = {};
  private static final AtomicLong COUNT = new AtomicLong();

  // A busy loop looks at its channels once for so many steps: a poll is a system call and costs as
  // much as several steps, and so many steps take some ten microseconds. The steps of the turn that
  // polled do not count: in the next one, the tasks they woke receive. A poll before that would for
  // the most part tell of the same channels again.
  private static final int STEPS_PER_POLL = 64;

  // as large as a socket's receive buffer is by default
  private static final int READ_BUFFER_SIZE = 256 * 1024;

  private final long number = COUNT.incrementAndGet();
  private final Fibers fibers;
  private final World world;
  private final Clock clock;

  // null, but in a simulation
  private final @Nullable Scheduler scheduler;

  private final Selector selector;
  private final Arrivals arrivals;
  private final ReadyQueue ready = new ReadyQueue();
  private final TimerHeap timers = new TimerHeap();
  private final Consumer<SelectionKey> queueReadyChannel = this::queueReadyChannel;
  private final Consumer<Step> queueArrival = this::queueArrival;
  private final Observers observers = new Observers(this);
  private final TcpNetwork network = new TcpNetwork(this, this);
  private final SocketOperations sockets = new SocketOperations(this, this, network);
  private final Pipes pipes = new Pipes(this, this);
  private final Processes processes = new Processes(this, pipes);
  private final Set<Failure> unseenFailures = new LinkedHashSet<>();
  private final FlightRecording flightRecording = new FlightRecording(this);
  private final Deadlocks deadlocks = new Deadlocks(this);
  private final Pulse pulse = new Pulse();
  private final AtomicLong longSteps = new AtomicLong();

  // those that have begun and not ended
  private final Set<GeneratorRun<?>> generators = new LinkedHashSet<>();

  private final Signals signals = new Signals(this);
  private final Threads threads = new Threads(this);
  private final ChannelCallbacks channelCallbacks = new ChannelCallbacks(this);
  private @Nullable ByteBuffer readBuffer;

  private long timerCount;
  private int stepsSincePoll;
  private boolean stopping;
  private boolean debug;

  // whether there are observers. Other threads may read it: either answer does there.
  private boolean observed;

  // whether steps need more than to be run, for observers or debug mode: one test in hot paths
  private boolean attentive;
  private long slowCallbackNanos = 100_000_000; // asyncio's

  // null: what debug mode makes of it
  private volatile @Nullable Duration longStepDuration;

  // read by other threads that want to schedule
  private volatile boolean closed;

  private @Nullable Task<?> currentTask;
  private @Nullable Task<?> firstTask;

  // the request to cancel that is being carried out
  private @Nullable CancelRequest cancelRequest;

  private @Nullable TaskFactory taskFactory;
  private @Nullable ExceptionHandler exceptionHandler;

  // what a fiber wants done on the loop's own thread before it goes on
  private @Nullable Step errand;
  private @Nullable Throwable errandFailure;

  // what a task threw to end the run
  private @Nullable Throwable runEndedBy;

  // set by the thread that waits for the run, answered in the next turn
  private volatile boolean interrupted;

  // what an interrupt does; without it, the run ends
  private @Nullable Runnable interruptHandler;

  SelectorEventLoop(LoopOptions options) {
    this(options, World.SYSTEM);
  }

  SelectorEventLoop(LoopOptions options, Clock clock) {
    this(
        options,
        new World() {
          @Override
          public Clock clock() {
            return clock;
          }
        });
  }

  SelectorEventLoop(LoopOptions options, World world) {
    this.fibers = options.engine().fibers(this::findInterrupted);
    this.debug = options.debug();
    this.world = world;
    this.clock = world.clock();
    this.scheduler = world.scheduler();
    this.longStepDuration = options.longStepDuration();
    observers.addByProperty();
    observersChanged();
    try {
      this.selector = world.channels().openSelector();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a selector", e);
    }
    this.arrivals = new Arrivals(selector);
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
      throw new IllegalStateException("event loop stopped before " + future + " completed");
    }
    return future.result();
  }

  /// What ends the run by itself must not also stop the next one.
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
              future + " belongs to " + future.loop + ", not to " + this);
    };
  }

  @Override
  public void runForever() {
    checkNotClosed();
    checkCanRun();
    try {
      fibers.host(this::runTurns, this::interrupt);
    } finally {
      returnInterrupt();
    }
  }

  private void runTurns() {
    activate();
    stepsSincePoll = STEPS_PER_POLL; // so that short runs look at the channels too
    flightRecording.update();
    pulse.beat();
    StepWatch watch = Watchdog.begin(this);
    try {
      do {
        turn();
      } while (!stopping);
    } finally {
      Watchdog.end(watch);
      stopping = false;
      runEndedBy = null;
      flightRecording.flush();
      deactivate();
    }
  }

  private void turn() {
    long wait = untilNextStep();
    if (wait > 0 && deadlocks.isDue()) {
      deadlocks.look(); // whose reports may have led to something
      wait = untilNextStep();
    }
    boolean polls = wait > 0 || stepsSincePoll >= STEPS_PER_POLL || stopping || scheduler != null;
    if (polls) {
      poll(wait);
    }
    if (interrupted || Thread.interrupted()) {
      answerInterrupt();
    }
    arrivals.drainTo(queueArrival);
    if (isTimerDue()) {
      if (!polls) {
        poll(0); // what came before the time was up goes before what its being up does
        polls = true;
      }
      queueDueTimers();
    }
    int steps = ready.size();
    stepsSincePoll = polls ? 0 : stepsSincePoll + steps;
    if (observed) {
      observers.turnBegan(steps, timers.live());
    }
    for (; steps > 0; steps--) {
      Step step = scheduler == null ? ready.take() : ready.take(scheduler);
      pulse.beat();
      if (attentive) {
        runAttentively(step);
      } else {
        step.run();
      }
    }
  }

  private void runAttentively(Step step) {
    long began = clock.nanos();
    runStep(step);
    long took = clock.nanos() - began;
    if (debug && took >= slowCallbackNanos) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Executing " + step + " took " + Durations.text(Duration.ofNanos(took)));
    }
  }

  /// Runs a step of a turn, or one within such a step.
  private void runStep(Step step) {
    if (observed) {
      observers.run(step);
    } else {
      step.run();
    }
  }

  private long untilNextStep() {
    if (stopping || !ready.isEmpty()) {
      return 0;
    }
    TimerHandle first = timers.peek();
    return first == null ? Clock.FOREVER : Math.max(0, first.when() - clock.nanos());
  }

  private void poll(long wait) {
    if (observed && wait > 0) {
      flightRecording.flush();
    }
    long began = observed ? clock.nanos() : 0;
    pulse.rest();
    try {
      // either's wakeup may have been used up by flushCancelled()
      boolean expected = interrupted || !arrivals.isEmpty();
      clock.select(selector, queueReadyChannel, expected ? 0 : wait);
    } catch (IOException e) {
      throw new UncheckedIOException("the selector of " + this + " failed", e);
    }
    pulse.beat();
    if (observed && wait > 0) {
      observers.waited(clock.nanos() - began);
    }
  }

  /// The thread that waits for this run was interrupted. On that thread.
  private void interrupt() {
    interrupted = true;
    selector.wakeup();
  }

  /// An interrupt that came too late for the run to answer is the caller's again.
  private void returnInterrupt() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  private void answerInterrupt() {
    interrupted = false;
    if (interruptHandler == null) {
      throw new KeyboardInterrupt();
    }
    interruptHandler.run();
  }

  private void queueReadyChannel(SelectionKey key) {
    ((ChannelWatch) key.attachment()).queue();
  }

  /// Queues what runs for a channel that is ready. Loop thread only.
  void channelReady(Step step, SelectableChannel channel) {
    ready.add(step);
    if (observed) {
      observers.madeReady(step, channel);
    }
  }

  private void queueArrival(Step arrived) {
    Step step = arrived instanceof Arrivals.Sent sent ? sent.step : arrived;
    ready.add(step);
    if (observed) {
      observers.arrived(arrived);
    }
  }

  /// Queues what the code that runs now made ready. Loop thread only.
  private void queue(Step step) {
    ready.add(step);
    if (observed) {
      observers.madeReady(step);
    }
  }

  private boolean isTimerDue() {
    TimerHandle first = timers.peek();
    return first != null && first.when() - clock.nanos() <= 0;
  }

  private void queueDueTimers() {
    TimerHandle first = timers.peek();
    long now = clock.nanos();
    while (first != null && first.when() - now <= 0) {
      timers.take();
      first.scheduled = false;
      ready.add(first);
      if (observed) {
        observers.timerDue(first, now - first.when());
      }
      first = timers.peek();
    }
  }

  @Override
  public void stop() {
    checkThread();
    stopping = true;
  }

  @Override
  public boolean isRunning() {
    return isActive();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (isRunning()) {
      throw new IllegalStateException("cannot close " + this + " while it runs: stop() it first");
    }
    if (closed) {
      return;
    }
    endPendingTasks();
    network.close();
    processes.close();
    pipes.close();
    closed = true;
    signals.removeAll();
    threads.abandon();
    List.copyOf(unseenFailures).forEach(Failure::report);
    ready.clear();
    timers.clear();
    arrivals.clear();
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the selector of " + this, e);
    }
  }

  /// A task left half-way holds a thread, which would stay for ever: lets its `finally` blocks run.
  /// Mirrors what Python does to a coroutine that is dropped half-way.
  private void endPendingTasks() {
    Set<Task<?>> pending = tasks();
    if (!pending.isEmpty()) {
      fibers.host(() -> endHere(pending), this::interrupt);
    }
  }

  private void endHere(Set<Task<?>> pending) {
    activate();
    try {
      for (Task<?> task : pending) {
        if (debug) {
          callExceptionHandler(
              ExceptionContext.of("Task was destroyed but it is pending!", null).withFuture(task));
        }
        task.destroy();
      }
    } finally {
      flightRecording.flush();
      deactivate();
    }
  }

  private void checkNotClosed() {
    if (closed) {
      throw new IllegalStateException(this + " is closed: make another with newEventLoop()");
    }
  }

  private void checkCanRun() {
    if (isRunning()) {
      throw new IllegalStateException(this + " is already running");
    }
    Strand other = Strand.current();
    if (other != null) {
      throw new IllegalStateException(
          "cannot run " + this + " while another loop, " + other + ", runs in this thread");
    }
  }

  // Scheduling

  @Override
  public Handle callSoon(Runnable callback) {
    return callSoon(callback, Context.copy());
  }

  @Override
  public Handle callSoon(Runnable callback, Context context) {
    checkCallable(callback, context);
    Handle handle = new Handle(this, callback, context);
    arrivals.drainTo(queueArrival); // they came first
    queue(handle);
    return handle;
  }

  @Override
  public Handle callSoonThreadsafe(Runnable callback) {
    return callSoonThreadsafe(callback, Context.copy());
  }

  @Override
  public Handle callSoonThreadsafe(Runnable callback, Context context) {
    checkSchedulable(callback, context);
    Handle handle = new ThreadsafeHandle(this, callback, context);
    readyFromAnywhere(handle);
    return handle;
  }

  @Override
  public TimerHandle callLater(Duration delay, Runnable callback) {
    return callLater(delay, callback, Context.copy());
  }

  @Override
  public TimerHandle callLater(Duration delay, Runnable callback, Context context) {
    Objects.requireNonNull(delay, "delay");
    return callAt(clock.nanos() + Durations.nanos(delay), callback, context);
  }

  @Override
  public TimerHandle callAt(long when, Runnable callback) {
    return callAt(when, callback, Context.copy());
  }

  @Override
  public TimerHandle callAt(long when, Runnable callback, Context context) {
    checkCallable(callback, context);
    long due = Durations.near(clock.nanos(), when);
    TimerHandle timer = new TimerHandle(this, callback, context, due, timerCount++);
    timer.scheduled = true;
    timers.add(timer);
    if (observed) {
      observers.timerSet(timer);
    }
    return timer;
  }

  private void checkSchedulable(Runnable callback, Context context) {
    Objects.requireNonNull(callback, "callback");
    Objects.requireNonNull(context, "context");
    checkNotClosed();
  }

  private void checkCallable(Runnable callback, Context context) {
    checkThread();
    checkSchedulable(callback, context);
  }

  void timerCancelled() {
    timers.noteCancelled();
  }

  @Override
  public long time() {
    return clock.nanos();
  }

  /// Queues a step. Loop thread only.
  void ready(Step step) {
    checkNotClosed();
    queue(step);
  }

  /// Takes a step back that may have been queued. Loop thread only.
  void withdraw(Step step) {
    ready.withdraw(step);
  }

  /// Queues a step, unless the loop is closed. Any thread.
  void readyFromAnywhere(Step step) {
    if (isCurrent()) {
      queue(step);
    } else if (!closed) {
      arrivals.add(observed ? new Arrivals.Sent(step) : step);
    }
  }

  /// As [#callSoonThreadsafe(Runnable)], but for news that nobody waits for once the loop is
  /// closed.
  void callSoonThreadsafeIfOpen(Runnable callback) {
    callSoonThreadsafeIfOpen(callback, Context.copy());
  }

  void callSoonThreadsafeIfOpen(Runnable callback, Context context) {
    if (!closed) {
      readyFromAnywhere(new ThreadsafeHandle(this, callback, context));
    }
  }

  // Tasks

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
  public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
    return createTask(coroutine, TaskOptions.DEFAULTS);
  }

  @Override
  public <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    Objects.requireNonNull(coroutine, "coroutine");
    Objects.requireNonNull(options, "options");
    checkThread();
    checkNotClosed();
    TaskFactory factory = taskFactory;
    return factory == null
        ? newTask(coroutine, options)
        : factory.createTask(this, coroutine, options);
  }

  /// Makes a task without asking the factory.
  <T extends @Nullable Object> Task<T> newTask(Coroutine<T> coroutine, TaskOptions options) {
    Task<T> task = new Task<>(this, coroutine, options);
    remember(task);
    if (observed) {
      observers.taskCreated(task);
    }
    if (Boolean.TRUE.equals(options.eagerStart()) && isCurrent()) {
      outsideFiber(task.resumption);
    } else {
      queue(task.resumption);
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

  Fibers fibers() {
    return fibers;
  }

  @Nullable Task<?> currentTask() {
    return currentTask;
  }

  /// Makes `task` the current one and gives the one that was.
  @Nullable Task<?> enterTask(@Nullable Task<?> task) {
    Task<?> outer = currentTask;
    currentTask = task;
    return outer;
  }

  /// What a call of `cancel(message)` asks for, here and now. If it is made while another request
  /// is carried out, it belongs to that.
  CancelRequest requestToCancel(@Nullable String message) {
    CancelRequest request = cancelRequest;
    return request != null
        ? request.saying(message)
        : new CancelRequest(message, caller(), Origin.here(debug));
  }

  /// Makes `request` the one that is carried out and gives the one that was.
  @Nullable CancelRequest enterCancelRequest(@Nullable CancelRequest request) {
    CancelRequest outer = cancelRequest;
    cancelRequest = request;
    return outer;
  }

  private String caller() {
    if (!isCurrent()) {
      return "thread " + Thread.currentThread().getName();
    }
    return currentTask == null ? "a callback" : currentTask.getName();
  }

  /// Holds `task` until it is done: a task that nobody keeps is not lost.
  private void remember(Task<?> task) {
    Task<?> first = firstTask;
    task.next = first;
    if (first != null) {
      first.previous = task;
    }
    firstTask = task;
  }

  void forget(Task<?> task) {
    Task<?> previous = task.previous;
    Task<?> next = task.next;
    if (previous != null) {
      previous.next = next;
    } else {
      firstTask = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    task.previous = null;
    task.next = null;
    deadlocks.noteEnd();
  }

  /// The unfinished tasks, oldest first.
  Set<Task<?>> tasks() {
    List<Task<?>> youngestFirst = new ArrayList<>();
    for (Task<?> task = firstTask; task != null; task = task.next) {
      youngestFirst.add(task);
    }
    return new LinkedHashSet<>(youngestFirst.reversed());
  }

  boolean hasBlockedTask() {
    for (Task<?> task = firstTask; task != null; task = task.next) {
      if (task.isBlocked()) {
        return true;
      }
    }
    return false;
  }

  void forEachTask(Consumer<Task<?>> action) {
    for (Task<?> task = firstTask; task != null; task = task.next) {
      action.accept(task);
    }
  }

  int taskCount() {
    int count = 0;
    for (Task<?> task = firstTask; task != null; task = task.next) {
      count++;
    }
    return count;
  }

  int timerCount() {
    return timers.live();
  }

  /// How many sockets are watched, but for those that listen.
  int connectionCount() {
    return (int)
        selector.keys().stream()
            .filter(SelectionKey::isValid)
            .filter(key ->
                key.channel() instanceof SocketChannel || key.channel() instanceof DatagramChannel)
            .count();
  }

  FlightRecording flightRecording() {
    return flightRecording;
  }

  /// A task begins to wait for `awaited`.
  void noteWait(Future<?> awaited) {
    deadlocks.noteWait(awaited);
  }

  Deadlocks deadlocks() {
    return deadlocks;
  }

  Set<GeneratorRun<?>> generators() {
    return generators;
  }

  @Override
  public Coroutine<Void> shutdownAsyncgens() {
    return Coroutine.of(() -> {
      List<Coroutine<Void>> closing = new ArrayList<>();
      for (GeneratorRun<?> run : generators) {
        closing.add(Coroutine.of(run::close));
      }
      Asyncio.await(Gather.outcomes(this, closing)).forEach(this::reportIfNotClosed);
    });
  }

  private void reportIfNotClosed(Outcome<?> closed) {
    if (closed instanceof Outcome.Failure<?>(Throwable failure)) {
      callExceptionHandler(
          ExceptionContext.of(
              "an error occurred during closing of an asynchronous generator", failure));
    }
  }

  /// Runs `step` now, on the loop's own thread outside any fiber; a fiber that calls this steps
  /// aside meanwhile, and nothing else runs until it goes on.
  ///
  /// Where the fiber cannot be left (see [jasyncio.internal.engine.Fiber#suspend()]) the step waits
  /// for the next turn instead.
  void outsideFiber(Step step) {
    if (isOnLoopThread()) {
      runStep(step);
      return;
    }
    errand = step;
    try {
      Objects.requireNonNull(currentTask).stepAside();
    } catch (IllegalStateException pinned) {
      errand = null;
      queue(step);
    } catch (StackOverflowError tooDeep) {
      errand = null;
      throw tooDeep;
    }
    Throwable failure = errandFailure;
    errandFailure = null;
    if (failure != null) {
      throw Sneaky.<RuntimeException>unchecked(failure);
    }
  }

  /// Runs what the fiber that has just stepped aside asked for. Gives false if there was nothing.
  boolean runErrand() {
    Step step = errand;
    if (step == null) {
      return false;
    }
    errand = null;
    try {
      runStep(step);
    } catch (Throwable t) {
      errandFailure = t;
    }
    return true;
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

  /// The thread of some task was interrupted. Any thread.
  private void findInterrupted() {
    readyFromAnywhere(Step.named("interrupt of some task", this::cancelInterrupted));
  }

  private void cancelInterrupted() {
    for (Task<?> task = firstTask; task != null; task = task.next) {
      task.cancelIfInterrupted();
    }
  }

  void setInterruptHandler(@Nullable Runnable handler) {
    interruptHandler = handler;
  }

  // Failures

  @Override
  public void setExceptionHandler(@Nullable ExceptionHandler handler) {
    exceptionHandler = handler;
  }

  @Override
  public @Nullable ExceptionHandler getExceptionHandler() {
    return exceptionHandler;
  }

  @Override
  public void callExceptionHandler(ExceptionContext context) {
    ExceptionHandler handler = exceptionHandler;
    if (handler == null) {
      handleByDefault(context);
      return;
    }
    try {
      handler.handle(this, context);
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      t.addSuppressed(
          new AsyncioException("while handling: " + context.message(), context.exception()));
      handleByDefault(ExceptionContext.of("Unhandled error in exception handler", t));
    }
  }

  private void handleByDefault(ExceptionContext context) {
    try {
      defaultExceptionHandler(context);
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      LOG.log(System.Logger.Level.ERROR, "Exception in default exception handler", t);
    }
  }

  @Override
  public void defaultExceptionHandler(ExceptionContext context) {
    Throwable failure = context.exception();
    FailureLog.write(LOG, context, failure == null ? null : AsyncPath.line(failure));
  }

  Set<Failure> unseenFailures() {
    return unseenFailures;
  }

  /// Reports a failure that nobody looked at. Any thread. A simulation reports it when it ends,
  /// since the garbage collector keeps no schedule.
  void reportFromAnywhere(Failure failure) {
    if (!closed && scheduler == null) {
      readyFromAnywhere(Step.named("report of a failure", failure::report));
    }
  }

  // Debugging

  @Override
  public boolean getDebug() {
    return debug;
  }

  @Override
  public void setDebug(boolean on) {
    debug = on;
    attentive = debug || observed;
  }

  @Override
  public Duration slowCallbackDuration() {
    return Duration.ofNanos(slowCallbackNanos);
  }

  @Override
  public void slowCallbackDuration(Duration limit) {
    slowCallbackNanos = Durations.nanos(limit);
  }

  @Override
  public Duration longStepDuration() {
    Duration limit = longStepDuration;
    return limit != null ? limit : LoopOptions.longStepByDefault(debug);
  }

  @Override
  public void longStepDuration(Duration limit) {
    longStepDuration = LoopOptions.checkLimit(limit);
  }

  /// For the watchdog. Any thread.
  long longStepNanos() {
    return Durations.nanos(longStepDuration());
  }

  Pulse pulse() {
    return pulse;
  }

  void countLongStep() {
    longSteps.incrementAndGet();
  }

  @Override
  public long longSteps() {
    return longSteps.get();
  }

  /// In debug mode, refuses threads that the loop does not run on.
  void checkThread() {
    if (debug && isRunning() && !isCurrent()) {
      throw new IllegalStateException(
          this
              + " used from "
              + Thread.currentThread()
              + ": from other threads call callSoonThreadsafe or runCoroutineThreadsafe");
    }
  }

  // Observers

  @Override
  public void addObserver(LoopObserver observer) {
    Objects.requireNonNull(observer, "observer");
    checkThread();
    observers.add(observer);
    observersChanged();
  }

  @Override
  public boolean removeObserver(LoopObserver observer) {
    checkThread();
    boolean removed = observers.remove(observer);
    observersChanged();
    return removed;
  }

  boolean isObserved() {
    return observed;
  }

  private void observersChanged() {
    observed = !observers.isEmpty();
    attentive = debug || observed;
  }

  /// A step of `task` has ended.
  void stepEnded(Task<?> task) {
    if (observed) {
      observers.taskStopped(task);
    }
  }

  @Override
  public Traffic traffic() {
    return observed ? observers : Traffic.UNSEEN;
  }

  // Signals and threads

  @Override
  public Handle addSignalHandler(String signal, Runnable callback) {
    checkNotClosed();
    return signals.add(signal, callback);
  }

  @Override
  public boolean removeSignalHandler(String signal) {
    return signals.remove(signal);
  }

  @Override
  public <T extends @Nullable Object> Future<T> runInExecutor(
      @Nullable Executor executor, Callable<T> body) {
    checkNotClosed();
    return threads.run(executor == null ? null : world.executor(executor), body);
  }

  @Override
  public void setDefaultExecutor(ExecutorService executor) {
    threads.setDefault(executor);
  }

  @Override
  public Coroutine<Void> shutdownDefaultExecutor(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return Coroutine.of(() -> threads.shutdown(timeout));
  }

  // Channels

  @Override
  public void addReader(SelectableChannel channel, Runnable callback) {
    channelCallbacks.addReader(channel, callback);
  }

  @Override
  public boolean removeReader(SelectableChannel channel) {
    return channelCallbacks.removeReader(channel);
  }

  @Override
  public void addWriter(SelectableChannel channel, Runnable callback) {
    channelCallbacks.addWriter(channel, callback);
  }

  @Override
  public boolean removeWriter(SelectableChannel channel) {
    return channelCallbacks.removeWriter(channel);
  }

  // Sockets

  @Override
  public Coroutine<byte[]> sockRecv(SocketChannel socket, int max) {
    return sockets.receive(socket, max);
  }

  @Override
  public Coroutine<Integer> sockRecvInto(SocketChannel socket, ByteBuffer target) {
    return sockets.receiveInto(socket, target);
  }

  @Override
  public Coroutine<Datagram> sockRecvfrom(DatagramChannel socket, int max) {
    return sockets.receiveFrom(socket, max);
  }

  @Override
  public Coroutine<SocketAddress> sockRecvfromInto(
      DatagramChannel socket, ByteBuffer target, int max) {
    return sockets.receiveFromInto(socket, target, max);
  }

  @Override
  public Coroutine<Void> sockSendall(SocketChannel socket, ByteBuffer data) {
    return sockets.sendAll(socket, data);
  }

  @Override
  public Coroutine<Integer> sockSendto(
      DatagramChannel socket, ByteBuffer data, SocketAddress receiver) {
    return sockets.sendTo(socket, data, receiver);
  }

  @Override
  public Coroutine<Void> sockConnect(SocketChannel socket, SocketAddress address) {
    return sockets.connect(socket, address);
  }

  @Override
  public Coroutine<SocketChannel> sockAccept(ServerSocketChannel socket) {
    return sockets.accept(socket);
  }

  @Override
  public Coroutine<Long> sockSendfile(
      SocketChannel socket, SeekableByteChannel file, long offset, long count, boolean fallback) {
    return sockets.sendFile(socket, FilePart.of(file, offset, count), fallback);
  }

  @Override
  public Coroutine<Long> sockSendfile(
      SocketChannel socket, Path file, long offset, long count, boolean fallback) {
    return sockets.sendFile(socket, FilePart.of(file, offset, count), fallback);
  }

  // Network

  @Override
  public Coroutine<Long> sendfile(
      WriteTransport transport,
      SeekableByteChannel file,
      long offset,
      long count,
      boolean fallback) {
    return FileSending.through(this, transport, FilePart.of(file, offset, count), fallback);
  }

  @Override
  public Coroutine<Long> sendfile(
      WriteTransport transport, Path file, long offset, long count, boolean fallback) {
    return FileSending.through(this, transport, FilePart.of(file, offset, count), fallback);
  }

  @Override
  public Coroutine<List<InetSocketAddress>> getaddrinfo(
      String host, int port, @Nullable StandardProtocolFamily family) {
    return network.addressesOf(host, port, family);
  }

  @Override
  public Coroutine<String> getnameinfo(InetSocketAddress address) {
    world.requireMachine("look-ups of addresses");
    return network.nameOf(address);
  }

  @Override
  public void setResolver(@Nullable Resolver resolver) {
    network.resolver(resolver);
  }

  @Override
  public Resolver getResolver() {
    return network.resolver();
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createConnection(
      Supplier<P> factory, String host, int port) {
    return createConnection(factory, host, port, ConnectOptions.DEFAULTS);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createConnection(
      Supplier<P> factory, String host, int port, ConnectOptions options) {
    return network.connect(factory, host, port, options);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connectAcceptedSocket(
      Supplier<P> factory, SocketChannel socket) {
    return connectAcceptedSocket(factory, socket, ConnectOptions.DEFAULTS);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> connectAcceptedSocket(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options) {
    return network.adopt(factory, socket, options);
  }

  @Override
  public Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    return network.listen(factory, socket, options);
  }

  @Override
  public Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory, @Nullable String host, int port) {
    return createServer(factory, host, port, ServerOptions.DEFAULTS);
  }

  @Override
  public Coroutine<Server> createServer(
      Supplier<? extends BaseProtocol> factory,
      @Nullable String host,
      int port,
      ServerOptions options) {
    return network.listen(factory, host, port, options);
  }

  @Override
  public Coroutine<Transport> startTls(
      Transport transport, BaseProtocol protocol, TlsOptions options) {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(options, "options");
    return () -> {
      byte[] received = protocol instanceof StreamProtocol stream ? stream.takeUnread() : NONE;
      return network.startTls(transport, protocol, options, received);
    };
  }

  @Override
  public Coroutine<Server> createServerOn(
      Supplier<? extends BaseProtocol> factory,
      Collection<String> hosts,
      int port,
      ServerOptions options) {
    return network.listen(factory, hosts, port, options);
  }

  @Override
  public <P extends DatagramProtocol>
      Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
          Supplier<P> factory, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
    return createDatagramEndpoint(factory, local, remote, DatagramOptions.DEFAULTS);
  }

  @Override
  public <P extends DatagramProtocol>
      Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
          Supplier<P> factory,
          @Nullable SocketAddress local,
          @Nullable SocketAddress remote,
          DatagramOptions options) {
    return network.datagrams(factory, local, remote, options);
  }

  @Override
  public <P extends DatagramProtocol>
      Coroutine<Connected<DatagramTransport, P>> createDatagramEndpoint(
          Supplier<P> factory, DatagramChannel socket) {
    return network.datagrams(factory, socket);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, Path path) {
    return createUnixConnection(factory, path, ConnectOptions.DEFAULTS);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, Path path, ConnectOptions options) {
    world.requireMachine("Unix sockets");
    return network.connect(factory, path, options);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, SocketChannel socket) {
    return createUnixConnection(factory, socket, ConnectOptions.DEFAULTS);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<Transport, P>> createUnixConnection(
      Supplier<P> factory, SocketChannel socket, ConnectOptions options) {
    return network.adoptUnix(factory, socket, options);
  }

  @Override
  public Coroutine<Server> createUnixServer(Supplier<? extends BaseProtocol> factory, Path path) {
    return createUnixServer(factory, path, ServerOptions.DEFAULTS);
  }

  @Override
  public Coroutine<Server> createUnixServer(
      Supplier<? extends BaseProtocol> factory, Path path, ServerOptions options) {
    world.requireMachine("Unix sockets");
    return network.listen(factory, path, options);
  }

  @Override
  public Coroutine<Server> createUnixServer(
      Supplier<? extends BaseProtocol> factory, ServerSocketChannel socket, ServerOptions options) {
    return network.listenUnix(factory, socket, options);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, ReadableByteChannel pipe) {
    world.requireMachine("pipes");
    return pipes.connectRead(factory, pipe);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<ReadTransport, P>> connectReadPipe(
      Supplier<P> factory, InputStream pipe) {
    world.requireMachine("pipes");
    return pipes.connectRead(factory, pipe);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, WritableByteChannel pipe) {
    world.requireMachine("pipes");
    return pipes.connectWrite(factory, pipe);
  }

  @Override
  public <P extends BaseProtocol> Coroutine<Connected<WriteTransport, P>> connectWritePipe(
      Supplier<P> factory, OutputStream pipe) {
    world.requireMachine("pipes");
    return pipes.connectWrite(factory, pipe);
  }

  @Override
  public <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessExec(
      Supplier<P> factory, List<String> command) {
    return subprocessExec(factory, command, SubprocessOptions.PIPES);
  }

  @Override
  public <P extends SubprocessProtocol> Coroutine<Connected<SubprocessTransport, P>> subprocessExec(
      Supplier<P> factory, List<String> command, SubprocessOptions options) {
    world.requireMachine("subprocesses");
    return processes.exec(factory, command, options);
  }

  @Override
  public <P extends SubprocessProtocol>
      Coroutine<Connected<SubprocessTransport, P>> subprocessShell(
          Supplier<P> factory, String command) {
    return subprocessShell(factory, command, SubprocessOptions.PIPES);
  }

  @Override
  public <P extends SubprocessProtocol>
      Coroutine<Connected<SubprocessTransport, P>> subprocessShell(
          Supplier<P> factory, String command, SubprocessOptions options) {
    world.requireMachine("subprocesses");
    return processes.shell(factory, command, options);
  }

  @Override
  public Watch watch(SelectableChannel channel, Runnable readable, Runnable writable)
      throws ClosedChannelException {
    return ChannelWatch.ofTransport(this, register(channel), readable, writable);
  }

  /// Puts `channel`, which must not be there, on the selector.
  SelectionKey register(SelectableChannel channel) throws ClosedChannelException {
    checkNotClosed();
    SelectionKey known = channel.keyFor(selector);
    if (known != null && known.isValid()) {
      throw new IllegalStateException(channel + " is watched by " + this + " already");
    }
    if (known != null) {
      flushCancelled(); // the JDK refuses to register a channel before
    }
    return channel.register(selector, 0);
  }

  /// What watches `channel`, or has until the last poll; null if there is nothing.
  @Nullable ChannelWatch watchOf(SelectableChannel channel) {
    SelectionKey key = channel.keyFor(selector);
    return key == null ? null : (ChannelWatch) key.attachment();
  }

  @Override
  public SelectorProvider provider() {
    return selector.provider();
  }

  @Override
  public void checkFree(SelectableChannel channel) {
    if (channel.provider() != provider()) {
      throw new IllegalArgumentException(
          "cannot use %s: it is a channel of %s, and those of the loop are of %s"
              .formatted(channel, channel.provider(), provider()));
    }
    channelCallbacks.checkFree(channel);
  }

  @Override
  public void flushCancelled() {
    try {
      clock.select(selector, queueReadyChannel, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("the selector of " + this + " failed", e);
    }
  }

  @Override
  public ByteBuffer readBuffer() {
    ByteBuffer buffer = readBuffer;
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(READ_BUFFER_SIZE);
      readBuffer = buffer;
    }
    return buffer.clear();
  }

  @Override
  public String toString() {
    return "EventLoop[" + number + (closed ? ", closed]" : isRunning() ? ", running]" : "]");
  }
}
