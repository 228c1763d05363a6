package jasyncio.cluster.internal.engine;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Calls the engine in order, in a thread of its own, which ends when there is nothing to call.
///
/// The engine blocks where its credit for a member is used up, and its locks are held by threads
/// that do long work: so no loop may call it.
final class Lane {
  private static final System.Logger LOGGER = System.getLogger("jasyncio.cluster");

  interface Call {
    void run() throws Exception;
  }

  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

  // Calls that are queued or run. Whoever makes it one starts the thread, which ends when it makes
  // it
  // zero. No lock: a loop must not wait for one that a virtual thread holds.
  private final AtomicInteger pending = new AtomicInteger();

  void add(Call call) {
    calls.add(call);
    if (pending.getAndIncrement() == 0) {
      Thread.ofVirtual().name("jasyncio-cluster-lane").start(this::runAll);
    }
  }

  private void runAll() {
    do {
      try {
        Objects.requireNonNull(calls.poll()).run();
      } catch (Exception e) {
        // a member that is gone, or leads no longer; both are told of otherwise
        LOGGER.log(System.Logger.Level.DEBUG, "a call of the engine failed", e);
      }
    } while (pending.decrementAndGet() > 0);
  }
}
