package jasyncio.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/// Virtual threads on a scheduler of one thread, and nothing else: the lower bound for every
/// coroutine that is a virtual thread. They park and are unparked in turn.
///
/// Belongs to the thread that made it, a platform thread; the virtual threads run on that.
final class BareThreads {
  private static final MethodHandle NEW_THREAD = newThread();

  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final Queue<Thread> parked = new ArrayDeque<>();

  private static MethodHandle newThread() {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(
              type,
              MethodType.methodType(
                  void.class, Executor.class, String.class, int.class, Runnable.class))
          .asType(
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("needs --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
  }

  void start(Runnable body) {
    try {
      ((Thread) NEW_THREAD.invokeExact((Executor) ready::add, "", 0, body)).start();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /// Lets all other ready threads run. Called on one of the threads.
  void yieldTurn() {
    parked.add(Thread.currentThread());
    LockSupport.park();
  }

  /// Runs the threads until all have ended.
  void run() {
    while (!ready.isEmpty() || !parked.isEmpty()) {
      for (Runnable next; (next = ready.poll()) != null; ) {
        next.run();
      }
      for (Thread next; (next = parked.poll()) != null; ) {
        LockSupport.unpark(next);
      }
    }
  }
}
