package jasyncio.internal.loop;

import jasyncio.KeyboardInterrupt;
import org.jspecify.annotations.Nullable;

/// The interrupt of the thread that waits for a run, and the answer of the loop.
final class RunInterrupt {
  private final Runnable wakeUp;

  // set by the thread that waits for the run, answered in the next turn
  private volatile boolean pending;

  // the answer; without it, the run ends; loop thread only
  private @Nullable Runnable handler;

  /// @param wakeUp ends the loop's wait, from any thread
  RunInterrupt(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /// The thread that waits for the run was interrupted. On that thread.
  void arrive() {
    pending = true;
    wakeUp.run();
  }

  boolean isPending() {
    return pending;
  }

  void setHandler(@Nullable Runnable handler) {
    this.handler = handler;
  }

  /// Answers the interrupt. Loop thread only.
  ///
  /// @throws KeyboardInterrupt without a handler, to end the run
  void answer() {
    pending = false;
    if (handler == null) {
      throw new KeyboardInterrupt();
    }
    handler.run();
  }

  /// Gives an interrupt that the run was too late to answer back to the caller. On the caller's
  /// thread.
  void giveBack() {
    if (pending) {
      pending = false;
      Thread.currentThread().interrupt();
    }
  }
}
