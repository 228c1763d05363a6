package jasyncio.internal.engine;

import org.jspecify.annotations.Nullable;

/// A stack of Java frames that a loop can leave and re-enter; coroutines run on it.
///
/// The loop's thread calls [#resume()] and regains control when the fiber suspends itself, blocks
/// in the JDK, or ends. Two fibers of a loop, or a fiber and its loop, never run at the same time.
public abstract class Fiber {

  /// Receives what happens to a fiber; implemented by the code that made it.
  public interface Owner {
    /// The body; the fiber ends when it returns. It must not throw.
    void body();

    /// Reports that a JDK call which had parked the fiber can continue: the loop must call
    /// [Fiber#proceed()]. Called on any thread, sometimes without need, which `proceed` tolerates.
    void unblocked();

    /// Reports that the fiber's thread was interrupted while it was suspended. Called on any
    /// thread.
    void interrupted();
  }

  // loop thread only; a stack dump from another thread may read either value
  private @Nullable Fiber outer;

  Fiber() {}

  /// The fiber that waits within the same task for this one to yield or end; null if there is none.
  public final @Nullable Fiber outer() {
    return outer;
  }

  /// Sets the fiber that waits for this one.
  public final void setOuter(@Nullable Fiber outer) {
    this.outer = outer;
  }

  /// Starts the body, or returns from the fiber's [#suspend()]. Loop thread only, outside any
  /// fiber.
  public abstract void resume();

  /// Continues the fiber after [Owner#unblocked()]; does nothing unless the fiber was blocked in
  /// the JDK and can continue. Loop thread only, outside any fiber.
  public abstract void proceed();

  /// Leaves the fiber until the next [#resume()]. The fiber's own thread only.
  ///
  /// @throws IllegalStateException if the fiber cannot be left, because of a native frame or a
  ///   class initializer on its stack; the message names the frame
  /// @throws StackOverflowError if the stack is too deep to be left
  public abstract void suspend();

  /// Returns whether the body has returned and nothing is left to run, so that the fiber is no
  /// longer needed. Loop thread only, once it has been resumed.
  public abstract boolean ended();

  /// The thread that code on this fiber sees as the current one.
  public abstract Thread thread();
}
