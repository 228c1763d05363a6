package jasyncio.internal.engine;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A virtual thread that is its own scheduler: its continuation runs only when the loop's thread
/// runs it.
///
/// The JDK hands a virtual thread's continuation to its scheduler whenever the thread can continue.
/// A fiber suspends by [Thread#yield()], which hands the continuation over at once; the fiber
/// ignores that, and the loop runs the continuation itself when the fiber is resumed. Yielding is
/// cheaper than parking (no permit, no spurious return), and it reveals a pinned thread at once:
/// there, `yield` returns although the loop did not resume the fiber.
///
/// | the JDK calls [#execute(Runnable)] | and the fiber |
/// |---|---|
/// | from `Thread.start` | keeps the continuation, which [#resume()] runs |
/// | from `Thread.yield` in [#suspend()] | ignores it |
/// | when a stack dump of a suspended fiber ends | ignores it |
/// | when a JDK call that had parked it can continue | tells its owner |
/// | for a virtual thread that the fiber's code started | passes it to the JDK's scheduler |
public final class CarrierFiber extends Fiber implements Executor {
  private final CarrierFibers engine;
  private final Owner owner;
  private final Thread thread;

  // set by the loop thread when it starts the fiber, before any other thread can know the fiber
  private @Nullable Runnable continuation;

  // Written by the fiber before it yields and by the loop thread when it resumes the fiber; both
  // are one OS thread. Other threads read it in execute(). A thread that unblocks the fiber has
  // seen it park, and therefore sees this write too. For a thread that ends a stack dump either
  // value is correct, see resume().
  private boolean suspended;

  // owned by the loop thread and the fiber, like `suspended`
  private boolean woken;
  private boolean alarmArmed;

  CarrierFiber(CarrierFibers engine, String name, Owner owner) {
    this.engine = engine;
    this.owner = owner;
    this.thread = engine.newThread(this, name, owner::body);
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public void resume() {
    Runnable continuation = this.continuation;
    if (continuation == null) {
      start();
      return;
    }
    woken = false;
    suspended = false;
    continuation.run();
    // A thread that takes a stack dump holds the fiber for some microseconds, and running the
    // continuation has no effect during that time. The dump ends with a call of execute(), which
    // may or may not have seen that `suspended` was cleared. The loop therefore repeats until the
    // fiber has woken, and proceed() tolerates a call that was not needed.
    while (!woken) {
      Thread.onSpinWait();
      continuation.run();
    }
  }

  private void start() {
    thread.start();
    if (continuation == null) {
      throw new IllegalStateException("the JDK did not schedule a virtual thread it started");
    }
    continuation.run();
  }

  @Override
  public void proceed() {
    Runnable continuation = this.continuation;
    if (!suspended && continuation != null) {
      alarmArmed = false; // the fiber may have blocked in I/O on a channel
      continuation.run();
    }
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // relies on this fiber's own scheduler
  public void suspend() {
    if (!alarmArmed) {
      engine.alarm().arm();
      alarmArmed = true;
    }
    StackOverflowError tooDeep = null;
    suspended = true;
    try {
      Thread.yield();
    } catch (StackOverflowError e) {
      tooDeep = e;
    }
    if (suspended) {
      suspended = false;
      if (tooDeep != null) {
        throw tooDeep;
      }
      throw new IllegalStateException(Pinned.message(Thread.currentThread().getStackTrace()));
    }
    woken = true;
  }

  @Override
  public boolean ended() {
    return !thread.isAlive();
  }

  @Override
  public void execute(Runnable continuation) {
    if (this.continuation == null) {
      this.continuation = continuation;
    } else if (continuation != this.continuation) {
      engine.commonScheduler().execute(continuation);
    } else if (!suspended) {
      owner.unblocked();
    }
  }
}
