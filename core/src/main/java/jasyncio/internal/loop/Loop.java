package jasyncio.internal.loop;

import jasyncio.Awaitable;
import jasyncio.Context;
import jasyncio.EventLoop;
import jasyncio.ExceptionContext;
import jasyncio.ExceptionHandler;
import jasyncio.Handle;
import jasyncio.LoopObserver;
import jasyncio.LoopOptions;
import jasyncio.Task;
import jasyncio.TimerHandle;
import jasyncio.internal.base.Durations;
import jasyncio.internal.base.FirstFailure;
import jasyncio.internal.engine.Fibers;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The lower half of an event loop: turns of ready steps, timers and a selector.
///
/// A turn
///
/// 1. polls the selector: for as long as nothing is ready and no timer is due, else without
///    waiting;
/// 2. queues the steps of ready channels, other threads and due timers, in this order, behind the
///    steps that were ready before;
/// 3. runs as many steps as are queued now. The steps that these queue wait for the next turn, so
///    that a callback that reschedules itself cannot starve the others.
///
/// Tasks and all that is built on them belong to the subclasses.
///
/// All fields belong to the loop's thread (or to the one thread that prepares the loop while it
/// does not run); [Arrivals] is the only door for others.
@SuppressWarnings("this-escape") // its parts keep the loop, and use it only once it runs
public abstract non-sealed class Loop extends LoopThread implements EventLoop {
  private static final AtomicLong COUNT = new AtomicLong();

  // A busy loop polls its channels once in this many steps: a poll is a system call and costs as
  // much as several steps, and 64 steps take some ten microseconds. The steps of the turn that
  // polled do not count: in the next one, the tasks they woke receive. A poll before that would for
  // the most part report the same channels again.
  private static final int STEPS_PER_POLL = 64;

  // A turn takes no more steps of other threads than this, which is about a tenth of a millisecond,
  // so that a flood of them delays timers and channels no longer than that.
  private static final int ARRIVALS_PER_TURN = 1_000;

  private final long number = COUNT.incrementAndGet();
  private final Fibers fibers;
  private final Machine machine;
  private final Clock clock;

  // null outside a simulation
  private final @Nullable StepChooser scheduler;

  private final Channels channels;
  private final Arrivals arrivals;
  private final RunInterrupt interrupt;
  private final ReadyQueue ready = new ReadyQueue();
  private final TimerHeap timers = new TimerHeap();
  private final Consumer<Step> queueArrival = this::queueArrival;
  private final Observers observers = new Observers(this);
  private final FailureReports failures = new FailureReports(this);
  private final StepLimits stepLimits;
  private final Heartbeat heartbeat = new Heartbeat();

  private long timersMade;
  private int stepsSincePoll;
  private int arrivalsLeft = ARRIVALS_PER_TURN; // for this turn
  private boolean stopping;
  private boolean debug;

  // whether there are observers; another thread may read an outdated answer, which does no harm
  private boolean observed;

  // whether steps are timed or observed as well as run: one test in hot paths
  private boolean instrumented;

  private final LogLimit logLimit = new LogLimit(this::time, this::callLaterIfOpen);

  // read by other threads that want to schedule
  private volatile boolean closed;

  /// @param engine makes fibers, given a callback for interrupts of their threads
  protected Loop(Function<Runnable, Fibers> engine, LoopOptions options, Machine machine) {
    super(new Context());
    this.fibers = engine.apply(this::findInterrupted);
    this.debug = options.debug();
    this.machine = machine;
    this.clock = machine.clock();
    this.scheduler = machine.scheduler();
    this.stepLimits = new StepLimits(options.longStepDuration());
    observers.addByProperty();
    observersChanged();
    this.channels = new Channels(this, machine);
    this.arrivals = new Arrivals(channels::wakeUp);
    this.interrupt = new RunInterrupt(channels::wakeUp);
  }

  /// The loop that runs the caller.
  ///
  /// @throws IllegalStateException if none does
  public static Loop running() {
    if (LoopThread.current() instanceof Loop loop) {
      return loop;
    }
    throw Await.noLoop();
  }

  /// The current task, or null.
  public abstract @Nullable Task<?> currentTask();

  /// Suspends the current task until `awaitable` is done. See [Await].
  protected abstract <T extends @Nullable Object> T await(Awaitable<T> awaitable);

  /// Suspends the current task for one turn.
  protected abstract void awaitTurn();

  /// See [OutsideTask#run(Runnable)].
  protected abstract void runOutsideTask(Runnable work);

  /// The run begins or ends. Called on the loop's thread while the loop is active.
  protected abstract void runBegins();

  protected abstract void runEnds();

  /// Nothing is ready: the last chance to find work before the loop waits. Returns whether a step
  /// may have become ready.
  protected abstract boolean lookBeforeWaiting();

  /// The loop, which is observed, is about to wait.
  protected abstract void waitBegins();

  /// The thread of some task was interrupted.
  protected abstract void cancelInterrupted();

  /// The loop is about to close; it can still run and schedule.
  protected abstract void closing();

  /// The loop has just been closed, before its queues are dropped.
  protected abstract void closed();

  // Running

  @Override
  public void runForever() {
    checkNotClosed();
    checkCanRun();
    try {
      fibers.host(this::runTurns, this::interrupt);
    } finally {
      interrupt.giveBack();
    }
  }

  private void runTurns() {
    activate();
    stepsSincePoll = STEPS_PER_POLL; // so that short runs look at the channels too
    heartbeat.beat();
    try {
      runBegins();
      do {
        turn();
      } while (!stopping);
    } finally {
      stopping = false;
      runEnds();
      deactivate();
    }
  }

  private void turn() {
    long wait = untilNextStep();
    if (wait > 0 && lookBeforeWaiting()) {
      wait = untilNextStep();
    }
    boolean polls = wait > 0 || stepsSincePoll >= STEPS_PER_POLL || stopping || scheduler != null;
    if (polls) {
      poll(wait);
    }
    if (interrupt.isPending() || Thread.interrupted()) {
      interrupt.answer();
    }
    arrivalsLeft = ARRIVALS_PER_TURN;
    queueArrivals();
    if (isTimerDue()) {
      if (!polls) {
        poll(0); // I/O that arrived before the deadline runs before the timer's callback
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
      heartbeat.beat();
      if (instrumented) {
        runInstrumented(step);
      } else {
        step.run();
      }
    }
  }

  private void runInstrumented(Step step) {
    long began = clock.nanos();
    runStep(step);
    long took = clock.nanos() - began;
    if (debug) {
      stepLimits.warnIfSlow(step, took);
    }
  }

  /// Runs a step of a turn, or one within such a step.
  protected final void runStep(Step step) {
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
    Timer first = timers.peek();
    return first == null ? Clock.FOREVER : Math.max(0, first.when() - clock.nanos());
  }

  private void poll(long wait) {
    if (observed && wait > 0) {
      waitBegins();
    }
    long began = observed ? clock.nanos() : 0;
    Timer first = timers.peek();
    heartbeat.rest(first == null ? Clock.FOREVER : first.when());
    // the wakeup of either may have been used up by Channels.flushCancelled()
    boolean expected = interrupt.isPending() || !arrivals.isEmpty();
    channels.poll(expected ? 0 : wait);
    heartbeat.beat();
    if (observed && wait > 0) {
      observers.waited(clock.nanos() - began);
    }
  }

  /// Tells the loop that the thread that waits for this run was interrupted. On that thread.
  protected final void interrupt() {
    interrupt.arrive();
  }

  /// Sets the answer to an interrupt of the thread that runs the loop; null ends the run.
  public final void setInterruptHandler(@Nullable Runnable handler) {
    interrupt.setHandler(handler);
  }

  /// The thread of some task was interrupted. Any thread.
  private void findInterrupted() {
    readyFromAnywhere(Step.named("interrupt of some task", this::cancelInterrupted));
  }

  private boolean isTimerDue() {
    Timer first = timers.peek();
    return first != null && first.when() - clock.nanos() <= 0;
  }

  private void queueDueTimers() {
    Timer first = timers.peek();
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
    FirstFailure failure = new FirstFailure();
    failure.run(this::closing);
    failure.run(logLimit::summarize);
    closed = true;
    failure.run(this::closed);
    failure.run(ready::clear);
    timers.clear();
    failure.run(arrivals::close);
    failure.run(channels::close);
    failure.throwIfAny();
  }

  protected final void checkNotClosed() {
    if (closed) {
      throw new IllegalStateException(this + " is closed: make another with newEventLoop()");
    }
  }

  // Scheduling

  @Override
  public Handle callSoon(Runnable callback, Context context) {
    checkCallable(callback, context);
    Callback handle = new Callback(this, callback, context);
    queueArrivals(); // they arrived first
    queue(handle);
    return handle;
  }

  @Override
  public Handle callSoonThreadsafe(Runnable callback, Context context) {
    checkSchedulable(callback, context);
    Callback handle = new ThreadsafeCallback(this, callback, context);
    readyFromAnywhere(handle);
    return handle;
  }

  @Override
  public TimerHandle callAt(long when, Runnable callback, Context context) {
    checkCallable(callback, context);
    long due = Durations.near(clock.nanos(), when);
    Timer timer = new Timer(this, callback, context, due, timersMade++);
    timer.scheduled = true;
    timers.add(timer);
    if (observed) {
      observers.timerSet(timer);
    }
    return timer;
  }

  private void callLaterIfOpen(Duration delay, Runnable callback) {
    if (!closed) {
      callLater(delay, callback);
    }
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

  /// A timer in the heap was cancelled.
  void timerCancelled() {
    timers.noteCancelled();
  }

  /// The number of timers that are set and not cancelled.
  public final int timerCount() {
    return timers.live();
  }

  @Override
  public long time() {
    return clock.nanos();
  }

  /// Queues a step. Loop thread only.
  public final void ready(Step step) {
    checkNotClosed();
    queue(step);
  }

  /// Takes a step back that may have been queued. Loop thread only.
  public final void withdraw(Step step) {
    ready.withdraw(step);
  }

  /// Queues a step; once the loop is closed, it is dropped. Any thread.
  public final void readyFromAnywhere(Step step) {
    if (isCurrent()) {
      queue(step);
    } else {
      arrivals.add(observed ? new Arrivals.Sent(step) : step);
    }
  }

  /// As [#callSoonThreadsafe(Runnable)], but does nothing once the loop is closed: for news that no
  /// code waits for then.
  public final void callSoonThreadsafeIfOpen(Runnable callback) {
    readyFromAnywhere(new ThreadsafeCallback(this, callback, Context.copy()));
  }

  private void queueArrivals() {
    arrivalsLeft -= arrivals.drainTo(queueArrival, arrivalsLeft);
  }

  private void queueArrival(Step arrived) {
    Step step = arrived instanceof Arrivals.Sent sent ? sent.step : arrived;
    ready.add(step);
    if (observed) {
      observers.arrived(arrived);
    }
  }

  /// Queues a step that the running code made ready. Loop thread only.
  protected final void queue(Step step) {
    ready.add(step);
    if (observed) {
      observers.madeReady(step);
    }
  }

  /// Queues a step for a channel that is ready. Loop thread only.
  void channelReady(Step step, SelectableChannel channel) {
    ready.add(step);
    if (observed) {
      observers.madeReady(step, channel);
    }
  }

  // Failures

  @Override
  public void setExceptionHandler(@Nullable ExceptionHandler handler) {
    failures.setHandler(handler);
  }

  @Override
  public @Nullable ExceptionHandler getExceptionHandler() {
    return failures.handler();
  }

  @Override
  public void callExceptionHandler(ExceptionContext context) {
    failures.report(context);
  }

  LogLimit logLimit() {
    return logLimit;
  }

  // Debugging

  @Override
  public boolean getDebug() {
    return debug;
  }

  @Override
  public void setDebug(boolean on) {
    debug = on;
    instrumented = debug || observed;
  }

  @Override
  public Duration slowCallbackDuration() {
    return stepLimits.slowCallbackDuration();
  }

  @Override
  public void slowCallbackDuration(Duration limit) {
    stepLimits.setSlowCallbackDuration(limit);
  }

  @Override
  public Duration longStepDuration() {
    return stepLimits.limit(debug);
  }

  @Override
  public void longStepDuration(Duration limit) {
    stepLimits.setLimit(limit);
  }

  @Override
  public long longSteps() {
    return stepLimits.count();
  }

  /// One more step has exceeded the limit. Any thread.
  public final void countLongStep() {
    stepLimits.add();
  }

  /// The sign of life that a watchdog reads. Any thread.
  public final Heartbeat heartbeat() {
    return heartbeat;
  }

  /// Returns whether a loop that rests should have gone on: a thread or a timer has work for it.
  /// Any thread.
  public final boolean isOverdue() {
    return interrupt.isPending() || arrivals.areUntaken() || heartbeat.isRestOver(clock.nanos());
  }

  /// Refuses, in debug mode, threads that the loop does not run on.
  public final void checkThread() {
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

  private void observersChanged() {
    observed = !observers.isEmpty();
    instrumented = debug || observed;
  }

  /// Returns whether there are observers. Any thread; the answer may be outdated.
  public final boolean isObserved() {
    return observed;
  }

  /// The observers, which are told of events only while [#isObserved()].
  protected final Observers observers() {
    return observers;
  }

  /// The receiver of events of connections.
  final ConnectionEvents connectionEvents() {
    return observed ? observers : ConnectionEvents.UNSEEN;
  }

  // Parts

  /// The makers of the threads of coroutines.
  public final Fibers fibers() {
    return fibers;
  }

  /// The channels on this loop's selector.
  public final Channels channels() {
    return channels;
  }

  /// The machine that the loop runs on.
  protected final Machine machine() {
    return machine;
  }

  /// Returns whether a simulation chooses the order of steps.
  protected final boolean isSimulated() {
    return scheduler != null;
  }

  @Override
  public String toString() {
    return "EventLoop[" + number + (closed ? ", closed]" : isRunning() ? ", running]" : "]");
  }
}
