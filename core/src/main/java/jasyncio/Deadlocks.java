package jasyncio;

import jasyncio.internal.graph.Dependencies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The search for tasks of one loop that wait for each other, so that none of them can ever
/// continue.
///
/// A task is stuck if it waits only for tasks that are stuck. A task that something else could wake
/// (a timer, a channel, a thread, an event that any code may set) does not count as stuck. So every
/// reported task is stuck, except that other code might release a lock, which the report says; but
/// not every deadlock is found.
///
/// The loop searches when it is about to wait, if a task has begun to wait for others since the
/// last search, and so seldom that searching takes at most a hundredth of its time.
///
/// Loop thread only, except [#isSuspected()].
final class Deadlocks {
  private static final int RARITY = 100;

  // of a report
  private static final int MOST_LINES = 100;

  private final TaskLoop loop;
  private boolean suspected;

  // whether the last search found tasks that wait for tasks alone
  private boolean anyWaits;

  // on the machine's clock, even if the loop has another
  private long notBefore = System.nanoTime();

  // the tasks that were stuck at the last search
  private Set<Task<?>> known = Set.of();

  Deadlocks(TaskLoop loop) {
    this.loop = loop;
  }

  /// A task begins to wait for `awaited`.
  void noteWait(Future<?> awaited) {
    if (!suspected) {
      suspected = awaited instanceof Task || awaited.dependsOn() != null;
    }
  }

  /// Notes that a task has ended: if it was one of several that could have woken another, the
  /// remaining ones may be unable to.
  void noteEnd() {
    suspected |= anyWaits;
  }

  /// Returns whether a look is due sooner or later. Any thread; the answer may be outdated.
  boolean isSuspected() {
    return suspected;
  }

  boolean isDue() {
    return suspected && System.nanoTime() - notBefore >= 0;
  }

  /// Reports the tasks that are stuck since the last search to the exception handler.
  void look() {
    suspected = false;
    long began = System.nanoTime();
    Map<Task<?>, Set<Task<?>>> stuck = stuck();
    long now = System.nanoTime();
    notBefore = now + RARITY * (now - began);
    Set<Task<?>> before = known;
    known = Set.copyOf(stuck.keySet());
    for (List<Task<?>> ring : rings(stuck)) {
      if (!before.containsAll(ring)) {
        report(ring);
      }
    }
  }

  /// The tasks that are stuck, each with the tasks that could wake it, which are all stuck, too.
  private Map<Task<?>, Set<Task<?>>> stuck() {
    Map<Task<?>, Set<Task<?>>> waits = waits();
    anyWaits = !waits.isEmpty();
    Map<Task<?>, List<Task<?>>> woken = new HashMap<>();
    Deque<Task<?>> free = new ArrayDeque<>();
    waits.forEach((task, wakers) -> {
      for (Task<?> waker : wakers) {
        woken.computeIfAbsent(waker, _ -> new ArrayList<>()).add(task);
        if (!waits.containsKey(waker)) {
          free.add(waker);
        }
      }
    });
    for (Task<?> waker; (waker = free.poll()) != null; ) {
      for (Task<?> task : Objects.requireNonNullElse(woken.remove(waker), List.<Task<?>>of())) {
        if (waits.remove(task) != null) {
          free.add(task);
        }
      }
    }
    return waits;
  }

  /// The tasks that only tasks can wake, each with those tasks.
  private Map<Task<?>, Set<Task<?>>> waits() {
    Map<Task<?>, Set<Task<?>>> waits = new LinkedHashMap<>();
    loop.taskList()
        .forEach(task -> {
          Future<?> awaited = task.awaitedWithoutLimit();
          Set<Task<?>> wakers = awaited == null ? null : wakersOf(awaited);
          if (wakers != null) {
            waits.put(task, wakers);
          }
        });
    return waits;
  }

  /// The tasks that can complete `awaited`; null if something else can.
  private static @Nullable Set<Task<?>> wakersOf(Future<?> awaited) {
    Set<Task<?>> wakers = new LinkedHashSet<>();
    Set<Future<?>> seen = new HashSet<>();
    Deque<Future<?>> open = new ArrayDeque<>(List.of(awaited));
    for (Future<?> future; (future = open.poll()) != null; ) {
      if (future.done() || !seen.add(future)) {
        continue;
      }
      if (future instanceof Task<?> task) {
        wakers.add(task);
        continue;
      }
      Collection<? extends Future<?>> needed = future.dependsOn();
      if (needed == null) {
        return null;
      }
      open.addAll(needed);
    }
    return wakers.isEmpty() ? null : wakers;
  }

  /// The rings that are reached by going from each task to the first of its wakers.
  private static List<List<Task<?>>> rings(Map<Task<?>, Set<Task<?>>> stuck) {
    List<List<Task<?>>> rings = new ArrayList<>();
    Set<Task<?>> passed = new HashSet<>();
    for (Task<?> start : stuck.keySet()) {
      List<Task<?>> path = new ArrayList<>();
      Task<?> task = start;
      while (passed.add(task)) {
        path.add(task);
        task = Objects.requireNonNull(stuck.get(task)).iterator().next();
      }
      int met = path.indexOf(task); // -1 if an earlier path came here
      if (met >= 0) {
        rings.add(path.subList(met, path.size()));
      }
    }
    return rings;
  }

  private void report(List<Task<?>> ring) {
    StringBuilder text = new StringBuilder("Deadlock: ");
    text.append(
        ring.size() == 1
            ? "a task waits for itself, and cannot continue unless it is cancelled"
            : "tasks wait for each other, and none can continue unless one is cancelled");
    if (ring.stream().anyMatch(Deadlocks::awaitsRelease)) {
      text.append(" or another task releases what it waits for");
    }
    text.append(':');
    int lines = Math.min(ring.size(), MOST_LINES);
    for (int i = 0; i < lines; i++) {
      text.append("\n  ").append(line(ring.get(i), ring.get((i + 1) % ring.size())));
    }
    if (lines < ring.size()) {
      text.append("\n  and ").append(ring.size() - lines).append(" more");
    }
    loop.callExceptionHandler(
        ExceptionContext.of(text.toString(), null).withFuture(ring.getFirst()));
  }

  /// Returns whether `task` waits for something that its holder should release, and any other task
  /// may.
  private static boolean awaitsRelease(Task<?> task) {
    return task.awaitedWithoutLimit() instanceof Waiter<?> waiter
        && waiter.source() instanceof Dependencies held
        && held.isReleasedByAnyone();
  }

  private static String line(Task<?> task, Task<?> waker) {
    List<StackTraceElement> stack = task.getStack();
    return task.getName()
        + " waits for "
        + waker.getName()
        + (task.awaitedWithoutLimit() == waker ? "" : ", by " + task.waitsFor())
        + (stack.isEmpty() ? "" : ", at " + Traceback.place(stack));
  }
}
