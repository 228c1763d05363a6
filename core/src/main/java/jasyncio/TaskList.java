package jasyncio;

import jasyncio.internal.loop.Step;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The unfinished tasks of a loop, linked through themselves. It holds each until it is done, so
/// that a task to which the program keeps no reference is not lost.
///
/// Only the loop's thread changes it. Another thread reads it and then checks that it did not
/// change in the meantime, as with a `StampedLock`, whose writer would cost more; if the list never
/// stands still, the loop itself answers between two steps.
final class TaskList {
  // Time that a reader waits for an answer of the loop before it tries again by itself: the loop
  // may be stuck in a step, during which the list does not change.
  private static final long PATIENCE_MILLIS = 5;

  private final TaskLoop loop;
  private @Nullable Task<?> youngest;

  // written by the loop's thread only
  private final AtomicInteger count = new AtomicInteger();

  // odd while the list is being changed
  private final AtomicInteger version = new AtomicInteger();

  TaskList(TaskLoop loop) {
    this.loop = loop;
  }

  void add(Task<?> task) {
    beginChange();
    Task<?> older = youngest;
    task.next = older;
    if (older != null) {
      older.previous = task;
    }
    youngest = task;
    count.setRelease(count.getPlain() + 1);
    endChange();
  }

  /// Removes a task; one that is not in the list changes nothing.
  void remove(Task<?> task) {
    Task<?> previous = task.previous;
    if (previous == null && task != youngest) {
      return;
    }
    beginChange();
    Task<?> next = task.next;
    if (previous != null) {
      previous.next = next;
    } else {
      youngest = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    task.previous = null;
    task.next = null;
    count.setRelease(count.getPlain() - 1);
    endChange();
  }

  private void beginChange() {
    version.setPlain(version.getPlain() + 1);
    VarHandle.storeStoreFence(); // no change is seen before the odd version
  }

  private void endChange() {
    version.setRelease(version.getPlain() + 1);
  }

  /// Passes the tasks to `action`, youngest first. Loop thread only.
  void forEach(Consumer<Task<?>> action) {
    for (Task<?> task = youngest; task != null; task = task.next) {
      action.accept(task);
    }
  }

  /// The number of tasks. Any thread.
  int count() {
    return count.getAcquire();
  }

  /// Returns whether a task is in a blocking call of the JDK. Any thread; for others than the
  /// loop's, the answer may be outdated.
  boolean hasBlocked() {
    return loop.isCurrent() ? hasBlockedNow() : copy().stream().anyMatch(Task::isBlocked);
  }

  private boolean hasBlockedNow() {
    for (Task<?> task = youngest; task != null; task = task.next) {
      if (task.isBlocked()) {
        return true;
      }
    }
    return false;
  }

  /// A copy, oldest first. Any thread.
  Set<Task<?>> copy() {
    return loop.isCurrent() ? read() : copyFromOutside();
  }

  private Set<Task<?>> read() {
    List<Task<?>> youngestFirst = new ArrayList<>();
    forEach(youngestFirst::add);
    return new LinkedHashSet<>(youngestFirst.reversed());
  }

  private Set<Task<?>> copyFromOutside() {
    while (true) {
      Set<Task<?>> seen = readUnchanged();
      if (seen == null && loop.isRunning()) {
        seen = askLoop();
      }
      if (seen != null) {
        return seen;
      }
    }
  }

  /// Reads the list; null if it changed in the meantime.
  private @Nullable Set<Task<?>> readUnchanged() {
    int before = version.getAcquire();
    Set<Task<?>> seen = (before & 1) == 0 ? read() : null;
    VarHandle.loadLoadFence();
    return version.getPlain() == before ? seen : null;
  }

  /// Asks the loop for a copy; null if it does not answer soon. An interrupt of the caller stays.
  private @Nullable Set<Task<?>> askLoop() {
    CompletableFuture<Set<Task<?>>> answer = new CompletableFuture<>();
    loop.readyFromAnywhere(Step.named("copy of the tasks", () -> answer.complete(read())));
    return answer
        .<@Nullable Set<Task<?>>>thenApply(seen -> seen)
        .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }
}
