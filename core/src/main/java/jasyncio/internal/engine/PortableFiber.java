package jasyncio.internal.engine;

import java.util.concurrent.locks.LockSupport;

/// A virtual thread and the loop's thread that take turns: one is always parked here while the
/// other runs.
///
/// A JDK call that blocks the fiber blocks the loop with it, for control was not handed back.
final class PortableFiber extends Fiber {
  private final Owner owner;
  private final Thread thread;

  // who resumed last; written before `running` is set, read by the fiber after it saw that
  private Thread loopThread;

  // loop thread only
  private boolean started;

  // Whose turn it is. The loop thread sets it and the fiber clears it; being volatile, it also
  // publishes to each side what the other did in its turn.
  private volatile boolean running;

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
      handBack();
    }
  }

  @Override
  public void resume() {
    loopThread = Thread.currentThread();
    running = true;
    if (started) {
      LockSupport.unpark(thread);
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
      LockSupport.park(this);
      if (Thread.interrupted()) {
        owner.interrupted();
      }
    }
  }

  private void handBack() {
    Thread waiting = loopThread;
    running = false;
    LockSupport.unpark(waiting);
  }
}
