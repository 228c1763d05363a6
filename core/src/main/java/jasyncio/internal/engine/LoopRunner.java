package jasyncio.internal.engine;

import org.jspecify.annotations.Nullable;

/// Runs a loop on a thread of its own while the caller waits for it.
public final class LoopRunner {
  // written by the loop's thread before it ends, read by the caller after join
  private @Nullable Throwable failure;

  private LoopRunner() {}

  static void run(Thread.Builder builder, Runnable loop, Runnable interrupted) {
    LoopRunner host = new LoopRunner();
    join(builder.start(() -> host.runHere(loop)), interrupted);
    if (host.failure != null) {
      throw LoopRunner.<RuntimeException>unchecked(host.failure);
    }
  }

  private void runHere(Runnable loop) {
    try {
      loop.run();
    } catch (Throwable t) {
      failure = t;
    }
  }

  private static void join(Thread thread, Runnable interrupted) {
    while (true) {
      try {
        thread.join();
        return;
      } catch (InterruptedException e) {
        interrupted.run();
      }
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X unchecked(Throwable failure) throws X {
    throw (X) failure;
  }
}
