package jasyncio;

import jasyncio.internal.engine.Fiber;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.loop.Step;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The run of one task's coroutine: its fiber, and the step that goes on with it in a turn of the
/// loop. A task is in the queue at most once, so one object does for its life.
///
/// | from | to | when |
/// |---|---|---|
/// | NEW | RUNNING | the first step runs |
/// | RUNNING | SUSPENDED | it awaits what is not there yet |
/// | SUSPENDED | RUNNING | a step runs |
/// | RUNNING | BLOCKED | a JDK call parked its thread (carrier engine only) |
/// | BLOCKED | RUNNING | that call can go on |
/// | RUNNING, NEW | ENDED | the body returned or threw, or was cancelled before it began |
///
/// Loop thread only: outside any fiber, or on the fiber of the task. A stack dump from outside may
/// read any of it and get any answer.
final class TaskRun<T extends @Nullable Object> extends Step implements Fiber.Owner {
  private enum Activity {
    NEW,
    RUNNING,
    SUSPENDED,
    BLOCKED,
    ENDED
  }

  private final Task<T> task;
  private Activity activity = Activity.NEW;
  private @Nullable Fiber fiber; // none before the first step, nor after the last

  // the future that the task is suspended on, if it is one
  private @Nullable Future<?> awaited;

  // the context to go on in: that of the task, except for code that awaits inside Context.run
  private Context activeContext;

  TaskRun(Task<T> task, Context context) {
    this.task = task;
    this.activeContext = context;
  }

  Task<T> task() {
    return task;
  }

  boolean isNew() {
    return activity == Activity.NEW;
  }

  boolean isSuspended() {
    return activity == Activity.SUSPENDED;
  }

  /// Returns whether it is in a blocking call of the JDK.
  boolean isBlocked() {
    return activity == Activity.BLOCKED;
  }

  /// The present activity in a word.
  String activity() {
    return activity.name();
  }

  /// The future that the task is suspended on; null if it is not, or only for its turn.
  @Nullable Future<?> awaited() {
    return awaited;
  }

  /// The innermost fiber of the task; null before the first step and after the last.
  @Nullable Fiber currentFiber() {
    return activity == Activity.NEW || activity == Activity.ENDED ? null : fiber;
  }

  private Fiber fiber() {
    return Objects.requireNonNull(fiber);
  }

  /// The thread of the present fiber.
  Thread thread() {
    return fiber().thread();
  }

  // Awaiting: on the fiber

  /// Suspends the task until `future` is done, or it is cancelled.
  void suspendOn(Future<?> future) {
    awaited = future;
    CancelRequest passedOn = null;
    try {
      future.addWaiter(this);
      task.loop.noteWait(future);
      passedOn = task.passOnPending(future);
      suspend();
    } catch (RuntimeException | Error stuck) {
      future.removeWaiter(this);
      task.loop.withdraw(this);
      task.keepPending(passedOn);
      throw stuck;
    } finally {
      awaited = null;
    }
  }

  /// Suspends the task for one turn of the loop.
  void suspendForTurn() {
    try {
      task.loop.ready(this);
      suspend();
    } catch (IllegalStateException | StackOverflowError stuck) {
      task.loop.withdraw(this);
      throw stuck;
    }
  }

  private void suspend() {
    task.throwIfLoopCloses();
    activity = Activity.SUSPENDED;
    try {
      fiber().suspend();
    } finally {
      activity = Activity.RUNNING;
    }
    Interruption.clear(task);
    task.throwIfLoopCloses();
  }

  /// Gives the loop's thread a call (see [TaskLoop#callOnLoopThread(Step)]) and waits for it
  /// without being suspended in the eyes of others.
  void leaveForCall() {
    fiber().suspend();
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
  void endFiber(Fiber outer) {
    fiber = outer;
  }

  // The body: on the fiber

  @Override
  public void body() {
    try {
      task.runBody();
    } catch (Throwable t) { // of the library, at the task's end, of which others may not have heard
      task.loop.endRunWith(t);
    }
  }

  /// The coroutine has ended: nothing suspends the task any more.
  void end() {
    activity = Activity.ENDED;
    task.loop.forget(task);
  }

  // Steps: on the loop's thread

  @Override
  public void run() {
    if (activity != Activity.SUSPENDED && activity != Activity.NEW) {
      throw new IllegalStateException(task + " was resumed while " + activity);
    }
    if (activity == Activity.NEW && task.endBeforeFirstStep()) {
      task.loop.stepEnded(task);
      return;
    }
    Fiber fiber = this.fiber;
    if (fiber == null) {
      fiber = task.loop.fibers().create(task.threadName(), this);
      this.fiber = fiber;
    }
    mount(fiber, false);
  }

  /// Runs the suspended fiber once more, so that its await can throw. Gives whether it is suspended
  /// again.
  boolean resumeToEnd() {
    mount(fiber(), false);
    return activity == Activity.SUSPENDED;
  }

  private void proceed() {
    // a call without need is allowed, see Fiber.Owner
    boolean ending = activity == Activity.ENDED && fiber != null; // observers may block
    if (activity == Activity.BLOCKED || ending) {
      mount(fiber(), true);
    }
  }

  /// See [Fiber.Owner#unblocked()]. Any thread.
  @Override
  public void unblocked() {
    task.loop.readyFromAnywhere(
        new Step() {
          @Override
          public void run() {
            proceed();
          }

          @Override
          public Object work() {
            return task;
          }
        });
  }

  /// See [Fiber.Owner#interrupted()]. Any thread.
  @Override
  public void interrupted() {
    String name = "interrupt of " + task.getName();
    task.loop.readyFromAnywhere(Step.named(name, () -> Interruption.cancel(task)));
  }

  /// Makes this the current task and lets its fiber run until it suspends, blocks or ends.
  private void mount(Fiber fiber, boolean wasBlocked) {
    TaskLoop loop = task.loop;
    Task<?> outerTask = loop.enterTask(task);
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
      resumeOthers(fiber);
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
      loop.stepEnded(task);
    }
    loop.throwIfRunEnded();
  }

  /// The fiber that was mounted stopped, but the task need not be suspended: there may be a call to
  /// run before it goes on, or another fiber may have taken its place.
  private void resumeOthers(Fiber mounted) {
    while (true) {
      Fiber next = fiber();
      if (next != mounted) {
        task.loop.mount(next.thread());
      } else if (!task.loop.runCall()) {
        return;
      }
      mounted = next;
      next.resume();
    }
  }

  // For observers and schedulers

  @Override
  public Lane lane(boolean freesTasks) {
    return freesTasks ? Lane.OWN : Lane.CALL_SOON;
  }

  @Override
  public Object work() {
    return task;
  }

  @Override
  public String asCallback() {
    return "wakeup of " + task.getName();
  }

  @Override
  public String toString() {
    return task.toString();
  }
}
