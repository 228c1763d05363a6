package jasyncio;

import org.jspecify.annotations.Nullable;

/// The one loop that an object belongs to: that of the first task that had to wait for it.
///
/// Until then it belongs to none, so that it can be made before there is a loop. Mirrors asyncio's
/// `_LoopBoundMixin`.
final class LoopBinding {
  private final Object owner;
  private @Nullable SelectorEventLoop loop;

  /// @param owner what is bound, for messages
  LoopBinding(Object owner) {
    this.owner = owner;
  }

  /// The running loop, to which the owner now belongs.
  ///
  /// @throws IllegalStateException if it belongs to another, or if none runs
  SelectorEventLoop running() {
    SelectorEventLoop running = Asyncio.runningLoop();
    if (loop == null) {
      loop = running;
    } else if (loop != running) {
      throw new IllegalStateException(
          owner + " belongs to " + loop + ", not to " + running + ": make one for each loop");
    }
    return running;
  }

  Object owner() {
    return owner;
  }
}
