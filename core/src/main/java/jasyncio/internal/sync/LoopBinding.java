package jasyncio.internal.sync;

import jasyncio.internal.loop.Loop;
import org.jspecify.annotations.Nullable;

/// The one loop that an object belongs to: the loop of the first task that had to wait for the
/// object.
///
/// Before that it belongs to no loop, so that it can be made before there is one. Mirrors asyncio's
/// `_LoopBoundMixin`.
public final class LoopBinding {
  private final Object owner;
  private @Nullable Loop loop;

  /// @param owner the object that is bound, for messages
  public LoopBinding(Object owner) {
    this.owner = owner;
  }

  /// The running loop, to which the owner belongs from now on.
  ///
  /// @throws IllegalStateException if the owner belongs to another loop, or if no loop is running
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
