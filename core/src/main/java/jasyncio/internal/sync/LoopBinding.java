package jasyncio.internal.sync;

import jasyncio.internal.loop.Loop;
import org.jspecify.annotations.Nullable;

/// The one loop that an object belongs to: that of the first task that had to wait for it.
///
/// Until then it belongs to none, so that it can be made before there is a loop. Mirrors asyncio's
/// `_LoopBoundMixin`.
public final class LoopBinding {
  private final Object owner;
  private @Nullable Loop loop;

  /// @param owner what is bound, for messages
  public LoopBinding(Object owner) {
    this.owner = owner;
  }

  /// The running loop, to which the owner now belongs.
  ///
  /// @throws IllegalStateException if it belongs to another, or if none runs
  public Loop running() {
    Loop running = Loop.running();
    if (loop == null) {
      loop = running;
    } else if (loop != running) {
      throw new IllegalStateException(
          owner + " belongs to " + loop + ", not to " + running + ": make one for each loop");
    }
    return running;
  }

  public Object owner() {
    return owner;
  }
}
