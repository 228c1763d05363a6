package jasyncio.internal.loop;

import jasyncio.EventLoop;
import org.jspecify.annotations.Nullable;

/// The loop set for a thread, for code that runs before any loop does.
public final class CurrentLoop {
  private static final ThreadLocal<@Nullable EventLoop> SET = new ThreadLocal<>();

  private CurrentLoop() {}

  /// Sets the loop of the calling thread; null unsets it.
  public static void set(@Nullable EventLoop loop) {
    if (loop == null) {
      SET.remove();
    } else {
      SET.set(loop);
    }
  }

  /// The loop of the calling thread.
  ///
  /// @throws IllegalStateException if none is set
  public static EventLoop get() {
    EventLoop loop = SET.get();
    if (loop == null) {
      throw new IllegalStateException(
          "no current event loop in "
              + Thread.currentThread()
              + ": call this within run(…), or setEventLoop first");
    }
    return loop;
  }
}
