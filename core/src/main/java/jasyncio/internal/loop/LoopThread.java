package jasyncio.internal.loop;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one thread of execution of a running loop: the fiber mounted on it, and the current context.
///
/// Code on it sees one of two threads as current: the loop's own, or that of the fiber mounted now.
/// Comparing these two answers "am I on a loop, and which?" for every await and every context
/// variable without a thread-local: a program has one loop, or a few.
///
/// Another thread may read the fields at any time, and never finds itself by mistake: a thread's
/// own entry is written by that thread, or by the loop before it mounts that thread.
public abstract class LoopThread {
  private static volatile LoopThread[] active = {};

  private @Nullable Thread loopThread;
  private @Nullable Thread fiberThread;

  // the current jasyncio.Context; declared as Object because that class is built on this one
  private Object context;

  /// @param context the context of code that runs in no other
  protected LoopThread(Object context) {
    this.context = context;
  }

  /// The loop thread that the calling code runs on, or null.
  public static @Nullable LoopThread current() {
    Thread me = Thread.currentThread();
    for (LoopThread thread : active) {
      if (thread.fiberThread == me || thread.loopThread == me) {
        return thread;
      }
    }
    return null;
  }

  /// Returns whether the calling code runs on this loop thread.
  public final boolean isCurrent() {
    Thread me = Thread.currentThread();
    return fiberThread == me || loopThread == me;
  }

  /// Returns whether the calling code runs on this loop thread outside any fiber, where it must not
  /// await.
  public final boolean isOnLoopThread() {
    return loopThread == Thread.currentThread();
  }

  /// Refuses to run a loop that runs already, or in a thread of another one.
  protected final void checkCanRun() {
    if (isActive()) {
      throw new IllegalStateException(this + " is already running");
    }
    LoopThread other = current();
    if (other != null) {
      throw new IllegalStateException(
          "cannot run " + this + " while another loop, " + other + ", runs in this thread");
    }
  }

  /// Makes the calling thread the loop's own until [#deactivate()].
  public final void activate() {
    synchronized (LoopThread.class) {
      loopThread = Thread.currentThread();
      LoopThread[] longer = Arrays.copyOf(active, active.length + 1);
      longer[active.length] = this;
      active = longer;
    }
  }

  public final void deactivate() {
    synchronized (LoopThread.class) {
      active = Arrays.stream(active).filter(each -> each != this).toArray(LoopThread[]::new);
      loopThread = null;
    }
  }

  /// The loop threads that are active now. Any thread.
  public static List<LoopThread> active() {
    return List.of(active);
  }

  /// The loop's own thread while it runs. Another thread may get an outdated answer.
  public final @Nullable Thread loopThread() {
    return loopThread;
  }

  /// The thread of the fiber that is mounted, or null. Another thread may get an outdated answer.
  public final @Nullable Thread fiberThread() {
    return fiberThread;
  }

  public final boolean isActive() {
    return loopThread != null;
  }

  /// The current context.
  public final Object context() {
    return context;
  }

  /// Makes `context` the current one and returns the previous one.
  public final Object enter(Object context) {
    Object outer = this.context;
    this.context = context;
    return outer;
  }

  /// Notes the thread of the fiber that is about to be mounted and returns the previous one.
  public final @Nullable Thread mount(@Nullable Thread fiberThread) {
    Thread outer = this.fiberThread;
    this.fiberThread = fiberThread;
    return outer;
  }
}
