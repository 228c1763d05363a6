package jasyncio.internal.engine;

import org.jspecify.annotations.Nullable;

/// Runs a loop on a thread of its own while the caller waits for it.
final class Host {
  // written by the loop's thread before it ends, read after join
  private @Nullable Throwable failure;

  private Host() {}

  static void run(Thread.Builder builder, Runnable loop) {
    Host host = new Host();
    Thread thread =
        builder.unstarted(() -> {
          try {
            loop.run();
          } catch (Throwable t) {
            host.failure = t;
          }
        });
    thread.start();
    join(thread);
    if (host.failure != null) {
      throw Host.<RuntimeException>unchecked(host.failure);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X unchecked(Throwable failure) throws X {
    throw (X) failure;
  }
}
