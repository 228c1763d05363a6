package jasyncio;

import org.jspecify.annotations.Nullable;

/// The loop set for a thread, for code that runs before any loop does.
final class CurrentLoop {
  private static final ThreadLocal<@Nullable SelectorEventLoop> SET = new ThreadLocal<>();

  private CurrentLoop() {}

  static void set(@Nullable EventLoop loop) {
    if (loop == null) {
      SET.remove();
    } else {
      SET.set((SelectorEventLoop) loop);
    }
  }

  static SelectorEventLoop get() {
    SelectorEventLoop loop = SET.get();
    if (loop == null) {
      throw new IllegalStateException(
          "no current event loop in "
              + Thread.currentThread()
              + ": call this within run(…), or setEventLoop first");
    }
    return loop;
  }
}
