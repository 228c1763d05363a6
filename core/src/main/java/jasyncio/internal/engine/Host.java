package jasyncio.internal.engine;

import org.jspecify.annotations.Nullable;

/// Runs a loop on a thread of its own while the caller waits for it.
final class Host {
  // written by the loop's thread before it ends, read after join
  private @Nullable Throwable failure;

  // An interrupt of the caller is the loop's to answer; one that it has not seen when it ends is
  // the
  // caller's again. Both under this object's monitor, or read after join.
  private boolean ended;
  private boolean interruptLeft;

  private Host() {}

  static void run(Thread.Builder builder, Runnable loop) {
    Host host = new Host();
    Thread thread = builder.start(() -> host.runHere(loop));
    host.join(thread);
    if (host.failure != null) {
      throw Host.<RuntimeException>unchecked(host.failure);
    }
  }

  private void runHere(Runnable loop) {
    try {
      loop.run();
    } catch (Throwable t) {
      failure = t;
    }
    synchronized (this) {
      ended = true;
      interruptLeft = Thread.interrupted();
    }
  }

  private void join(Thread thread) {
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        passOn(thread);
      }
    }
    if (interruptLeft) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void passOn(Thread thread) {
    if (ended) {
      interruptLeft = true;
    } else {
      thread.interrupt();
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X unchecked(Throwable failure) throws X {
    throw (X) failure;
  }
}
