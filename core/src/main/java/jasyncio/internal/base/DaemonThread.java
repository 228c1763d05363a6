package jasyncio.internal.base;

/// Threads of the library's own.
public final class DaemonThread {
  private DaemonThread() {}

  /// A thread that keeps neither the JVM alive nor anything of whoever happens to make it.
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
