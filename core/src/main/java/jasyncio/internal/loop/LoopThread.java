package jasyncio.internal.loop;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one thread of execution of a running loop: who is on it now, and in which context.
///
/// Code on it sees one of two threads as current: the loop's own, or that of the fiber mounted now.
/// Comparing these two answers "am I on a loop, and which?" for every await and every context
/// variable without a thread-local: a program has one loop, or a few.
///
/// Another thread may read the fields at any time and find anything but itself: what a thread has
/// of its own here, it (or the loop in its name) wrote before it ran.
public abstract class LoopThread {
  private static volatile LoopThread[] active = {};

  private @Nullable Thread loopThread;
  private @Nullable Thread fiberThread;

  // the current jasyncio.Context: that class is built on this one, and so is not named here
  private Object context;

  /// @param context the context of code that runs in no other
  protected LoopThread(Object context) {
    this.context = context;
  }

  /// The strand that the calling code runs on, or null.
  public static @Nullable LoopThread current() {
    Thread me = Thread.currentThread();
    for (LoopThread strand : active) {
      if (strand.fiberThread == me || strand.loopThread == me) {
        return strand;
      }
    }
    return null;
  }

  /// Whether the calling code runs on this strand.
  public final boolean isCurrent() {
    Thread me = Thread.currentThread();
    return fiberThread == me || loopThread == me;
  }

  /// Whether the calling code runs on this strand outside any fiber, so that it must not await.
  public final boolean isOnLoopThread() {
    return loopThread == Thread.currentThread();
  }

  /// Makes the calling thread this strand's own until [#deactivate()].
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
      active = Arrays.stream(active).filter(s -> s != this).toArray(LoopThread[]::new);
      loopThread = null;
    }
  }

  /// Those that run now. Any thread.
  public static List<LoopThread> active() {
    return List.of(active);
  }

  /// The loop's own thread while it runs. Outside it, for those who only look.
  public final @Nullable Thread loopThread() {
    return loopThread;
  }

  /// The thread of the fiber that is mounted, if one is. Outside it, for those who only look.
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

  /// Makes `context` the current one and gives the one that was.
  public final Object enter(Object context) {
    Object outer = this.context;
    this.context = context;
    return outer;
  }

  /// Notes the thread of the fiber about to be mounted and gives the one that was.
  public final @Nullable Thread mount(@Nullable Thread fiberThread) {
    Thread outer = this.fiberThread;
    this.fiberThread = fiberThread;
    return outer;
  }
}
