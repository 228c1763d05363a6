package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.sync.LoopBinding;
import jasyncio.internal.sync.WaitQueue;

/// A flag for whose setting tasks wait.
///
/// {@snippet lang="java":
/// var ready = new Event();
/// createTask(() -> {
///   await(ready.waitSet());               // await ready.wait()
///   IO.println("it is time");
/// });
/// ready.set();
/// }
///
/// Setting it wakes all tasks that wait, even if it is cleared again at once; waiting for a flag
/// that is set costs no switch.
///
/// **Loop affinity.** Belongs to the loop of the first task that had to wait for it, and is not
/// thread-safe: from other threads, `loop.callSoonThreadsafe(event::set)`. Awaiting from another
/// loop throws [IllegalStateException]. Mirrors `asyncio.Event`.
public final class Event {
  private final WaitQueue waiters = new WaitQueue(new LoopBinding(this), "Event.waitSet");
  private boolean set;

  /// An event that is not set.
  public Event() {}

  /// Suspends the current task until the event is set. Mirrors `Event.wait`, which returns `True`.
  @CheckReturnValue
  public Coroutine<Void> waitSet() {
    return Coroutine.of(this::awaitSet);
  }

  private void awaitSet() {
    if (!set) {
      waiters.await();
    }
  }

  /// Sets the event and wakes all tasks that wait for it, in the order of their arrival. Mirrors
  /// `Event.set`.
  public void set() {
    if (!set) {
      set = true;
      waiters.wakeAll();
    }
  }

  /// Clears the event, so that later calls of [#waitSet()] wait. Mirrors `Event.clear`.
  public void clear() {
    set = false;
  }

  /// Returns whether the event is set. Mirrors `Event.is_set`.
  public boolean isSet() {
    return set;
  }

  @Override
  public String toString() {
    return "Event[" + (set ? "set" : "unset") + waiters.suffix() + "]";
  }
}
