package jasyncio.internal.base;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/// A reference that tells when the program has dropped an object.
///
/// It does the work of a [java.lang.ref.Cleaner], whose list of registrations has a lock: a task
/// that met the lock would park in the middle of a synchronous call. There is no list here, so the
/// owner keeps the reference reachable for as long as it wants to be told.
public abstract class DropReference extends PhantomReference<Object> {
  private static final ReferenceQueue<Object> DROPPED = new ReferenceQueue<>();

  static {
    DaemonThread.unstarted("jasyncio-dropped-objects", DropReference::tellAll).start();
  }

  /// Tells of `object` once it is unreachable. A subclass must not refer to it.
  protected DropReference(Object object) {
    super(object, DROPPED);
  }

  /// Acts on the drop. Called once, on a thread of its own that serves all drops: must not block.
  /// Not called after [#clear()].
  protected abstract void dropped();

  private static void tellAll() {
    while (true) {
      try {
        ((DropReference) DROPPED.remove()).dropped();
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread, which serves the whole process.
      } catch (RuntimeException | Error e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
  }
}
