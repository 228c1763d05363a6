package jasyncio.internal.base;

/// Makes the library's own background threads.
public final class DaemonThread {
  private DaemonThread() {}

  /// A daemon thread that inherits nothing from the thread that makes it: no thread-locals, and no
  /// context class loader that it would keep reachable.
  public static Thread unstarted(String name, Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(work);
    thread.setContextClassLoader(null);
    return thread;
  }
}
