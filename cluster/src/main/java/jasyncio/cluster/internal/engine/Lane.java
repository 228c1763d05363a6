package jasyncio.cluster.internal.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Calls the engine in order, in a thread of its own, which ends when there is nothing to call.
///
/// The engine blocks where its credit for a member is used up, and its locks are held by threads that
/// do long work: so no loop may call it.
final class Lane {
  private static final System.Logger LOGGER = System.getLogger("jasyncio.cluster");

  interface Call {
    void run() throws Exception;
  }

  // guarded by this
  private final Queue<Call> calls = new ArrayDeque<>();
  private boolean running;

  synchronized void add(Call call) {
    calls.add(call);
    if (!running) {
      running = true;
      Thread.ofVirtual().name("jasyncio-cluster-lane").start(this::runAll);
    }
  }

  private synchronized @Nullable Call next() {
    Call next = calls.poll();
    running = next != null;
    return next;
  }

  private void runAll() {
    for (Call call; (call = next()) != null; ) {
      try {
        call.run();
      } catch (Exception e) {
        // a member that is gone, or leads no longer; both are told of otherwise
        LOGGER.log(System.Logger.Level.DEBUG, "a call of the engine failed", e);
      }
    }
  }
}
