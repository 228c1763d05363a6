package jasyncio.internal.engine;

import java.util.concurrent.locks.LockSupport;

/// A virtual thread and the loop's thread that take turns: one is always parked here while the
/// other runs.
///
/// A JDK call that blocks the fiber blocks the loop with it, for control was not handed back.
public final class PortableFiber extends Fiber {
  private final Owner owner;
  private final Thread thread;

  // who resumed last; written before `running` is set, read by the fiber after it saw that
  private Thread loopThread;

  // loop thread only
  private boolean started;

  // Whose turn it is. The loop thread sets it and the fiber clears it; being volatile, it also
  // publishes to each side what the other did in its turn.
  private volatile boolean running;

  // published by `running`
  private boolean ended;

  // whether the fiber waits for its turn in the monitor of this object
  private volatile boolean waiting;

  PortableFiber(String name, Owner owner) {
    this.owner = owner;
    this.loopThread = Thread.currentThread();
    this.thread = Thread.ofVirtual().name(name).unstarted(this::body);
  }

  @Override
  public Thread thread() {
    return thread;
  }

  private void body() {
    try {
      owner.body();
    } finally {
      ended = true;
      handBack();
    }
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public void resume() {
    loopThread = Thread.currentThread();
    running = true;
    if (started) {
      LockSupport.unpark(thread);
      if (waiting) {
        endWait();
      }
    } else {
      started = true;
      thread.start();
    }
    awaitHandBack();
  }

  /// The loop's thread cannot give in to an interrupt while the fiber runs; it keeps it for later.
  private void awaitHandBack() {
    boolean interrupted = false;
    while (running) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void proceed() {
    // never blocked apart from its loop
  }

  @Override
  public void suspend() {
    handBack();
    while (!running) {
      park();
      if (Thread.interrupted()) {
        owner.interrupted();
      }
    }
  }

  /// Parks; or, if the stack is too deep for the JDK to put it away, waits on its carrier. It
  /// cannot throw instead: the loop has its turn already.
  private void park() {
    try {
      LockSupport.park(this);
    } catch (StackOverflowError e) {
      waitForTurn();
    }
  }

  private synchronized void waitForTurn() {
    waiting = true;
    while (!running) {
      try {
        wait();
      } catch (InterruptedException e) {
        owner.interrupted();
      }
    }
    waiting = false;
  }

  private synchronized void endWait() {
    notifyAll();
  }

  private void handBack() {
    Thread loop = loopThread;
    running = false;
    try {
      LockSupport.unpark(loop);
    } catch (StackOverflowError e) {
      running = true;
      throw e;
    }
  }
}
