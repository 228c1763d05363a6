package jasyncio.internal.base;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/// A weak reference that learns when its object has been collected.
///
/// Such references are made on the stacks of tasks, where nothing may block: hence a queue of their
/// own with one thread, and not a `Cleaner`, whose list has a lock. Somebody else must hold the
/// reference itself.
///
/// @param <T> the type of the object
public abstract class DropWatch<T> extends WeakReference<T> {
  private static final ReferenceQueue<Object> DROPPED = new ReferenceQueue<>();

  /// Watches `object`.
  protected DropWatch(T object) {
    super(object, DROPPED);
  }

  /// The object has been collected; not called after [#clear()]. On the thread of all such
  /// references: must not block.
  protected abstract void dropped();

  /// Starts the thread of all such references, once in the life of the program. To be called where
  /// a loop is made, so that no task ever waits for this initialization.
  public static void start() {
    Watcher.start();
  }

  private static final class Watcher {
    static {
      DaemonThread.unstarted("jasyncio dropped objects", Watcher::run).start();
    }

    private Watcher() {}

    static void start() {} // the class initializer does

    private static void run() {
      while (true) {
        try {
          ((DropWatch<?>) DROPPED.remove()).dropped();
        } catch (InterruptedException e) {
          // nobody has a reason to interrupt this thread, and reports would be lost without it
        } catch (RuntimeException | Error e) {
          Thread thread = Thread.currentThread();
          thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
      }
    }
  }
}
