package jasyncio.internal.engine;

import java.util.concurrent.locks.LockSupport;

/// A virtual thread that takes turns with the loop's thread: one of the two is always parked here
/// while the other runs.
///
/// A JDK call that blocks the fiber blocks the loop with it, because control was not handed back.
public final class PortableFiber extends Fiber {
  private final Owner owner;
  private final Thread thread;

  // the thread that resumed the fiber last; written before `running` is set, read by the fiber
  // after it has seen `running`
  private Thread loopThread;

  // loop thread only
  private boolean started;

  // True while it is the fiber's turn. The loop thread sets it and the fiber clears it; being
  // volatile, it also publishes to each side the writes of the other.
  private volatile boolean running;

  // published by `running`
  private boolean ended;

  // true while the fiber waits for its turn in the monitor of this object
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

  /// Waits until the fiber hands control back. An interrupt of the loop's thread cannot end this
  /// wait; it is kept for later.
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
    // a portable fiber never blocks without its loop
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

  /// Parks the fiber; if the stack is too deep for the JDK to unmount it, waits on the carrier
  /// instead. It cannot throw at this point, because the loop already has its turn.
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
