package jasyncio.internal.engine;

import org.jspecify.annotations.Nullable;

/// One stack of Java frames that a loop can leave and come back to: what a coroutine runs on.
///
/// The loop's thread calls [#resume()] and gets control back when the fiber suspends itself, blocks
/// in the JDK, or ends. Never do two fibers of a loop, or a fiber and its loop, run at once.
public abstract class Fiber {

  /// What a fiber tells whoever made it.
  public interface Owner {
    /// The body; the fiber ends when it returns. It must not throw.
    void body();

    /// A JDK call that had parked the fiber can go on: have the loop call [Fiber#proceed()]. On any
    /// thread. May come without need, which `proceed` bears.
    void unblocked();

    /// Somebody interrupted the fiber's thread while it was suspended. On any thread.
    void interrupted();
  }

  // loop thread only; who takes a stack dump from outside bears any answer
  private @Nullable Fiber outer;

  Fiber() {}

  /// The fiber that waits within the same task for this one to yield or end; null if none does.
  public final @Nullable Fiber outer() {
    return outer;
  }

  /// Notes which fiber waits for this one.
  public final void setOuter(@Nullable Fiber outer) {
    this.outer = outer;
  }

  /// Starts the body, or returns from the fiber's [#suspend()]. Loop thread only, outside any
  /// fiber.
  public abstract void resume();

  /// Goes on after [Owner#unblocked()]; does nothing unless the fiber is blocked in the JDK and can
  /// go on. Loop thread only, outside any fiber.
  public abstract void proceed();

  /// Leaves the fiber until the next [#resume()]. The fiber's own thread only.
  ///
  /// @throws IllegalStateException if the fiber cannot be left, because of a native frame or a
  ///   class initializer on its stack; the message names the frame
  /// @throws StackOverflowError if the stack is too deep to be left
  public abstract void suspend();

  /// Whether the body has returned and nothing is left to run, so that nobody needs the fiber any
  /// more. Loop thread only, once it has been resumed.
  public abstract boolean ended();

  /// The thread that code on this fiber sees as the current one.
  public abstract Thread thread();
}
