package jasyncio;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The paths of exceptions from task to task, through the awaits of failed futures. Any thread.
///
/// A path is kept beside its exception, not in it, so that the exception itself, in a `catch` or a
/// test, does not depend on the tasks that awaited it. The last steps of all exceptions are kept,
/// which is enough for a report that follows soon. Programs may fail often and on purpose, so a
/// step is cheap: an entry in a ring, and a walk of the stack only if there were few just before.
final class AsyncPath {
  private static final int KEPT = 256;
  private static final long PERIOD_NANOS = 10_000_000;
  private static final int PLACES_A_PERIOD = 64; // at about 1 µs each: less than 1 % of the time

  private record Crossing(WeakReference<Throwable> failure, AwaitedAt place) {}

  private static final AtomicReferenceArray<@Nullable Crossing> RECENT =
      new AtomicReferenceArray<>(KEPT);
  private static final AtomicInteger COUNT = new AtomicInteger();

  // a race of two loops for these only records a place more or less
  private static long periodBegan = System.nanoTime();
  private static int placesInPeriod;

  private AsyncPath() {}

  /// Records that `by` awaits `future`, which has failed, at the caller's place.
  static AwaitedAt note(Future<?> future, Task<?> by) {
    Throwable failure = future.failure();
    boolean placed = by.loop.getDebug() || isPlaceCheap();
    AwaitedAt place = crossing(by, sourceOf(future, failure), future.through(), placed);
    add(failure, place);
    return place;
  }

  /// Records that `child` of a group, for which `parent` waits, has failed; the exception of the
  /// group will have the place.
  static void noteInGroup(Future<?> child, Task<?> parent) {
    Throwable failure = child.failure();
    add(failure, crossing(parent, sourceOf(child, failure), " in a task group", false));
  }

  private static void add(Throwable failure, AwaitedAt place) {
    int slot = Math.floorMod(COUNT.getAndIncrement(), KEPT);
    RECENT.set(slot, new Crossing(new WeakReference<>(failure), place));
  }

  private static boolean isPlaceCheap() {
    long now = System.nanoTime();
    if (now - periodBegan > PERIOD_NANOS) {
      periodBegan = now;
      placesInPeriod = 0;
    }
    return placesInPeriod++ < PLACES_A_PERIOD;
  }

  /// The task whose failure became that of `future`; null if there is none.
  private static @Nullable Task<?> sourceOf(Future<?> future, Throwable failure) {
    Future<?> source = future;
    while (source != null && !(source instanceof Task<?>)) {
      source = failedSourceOf(source, failure);
    }
    return (Task<?>) source;
  }

  private static @Nullable Future<?> failedSourceOf(Future<?> future, Throwable failure) {
    Collection<? extends Future<?>> sources = future.dependsOn();
    if (sources != null) {
      for (Future<?> source : sources) {
        if (source.failed() && source.failure() == failure) {
          return source;
        }
      }
    }
    return null;
  }

  private static AwaitedAt crossing(
      Task<?> by, @Nullable Task<?> from, String through, boolean placed) {
    return from == null
        ? new AwaitedAt(by.getName(), by.number(), null, 0, through, placed)
        : new AwaitedAt(by.getName(), by.number(), from.getName(), from.number(), through, placed);
  }

  /// The places at which tasks awaited `failure` on its path to the task that got it last,
  /// innermost first.
  static List<AwaitedAt> of(Throwable failure) {
    List<AwaitedAt> way = new ArrayList<>();
    int count = COUNT.get();
    for (int i = 1; i <= KEPT; i++) {
      Crossing crossing = RECENT.get(Math.floorMod(count - i, KEPT));
      if (crossing != null && crossing.failure.refersTo(failure)) {
        // several tasks may have awaited the same one: the path has the one that the next awaited
        if (way.isEmpty() || crossing.place.byNumber == way.getFirst().fromNumber) {
          way.addFirst(crossing.place);
        }
      }
    }
    return way;
  }

  /// The path of `failure` in one line, as `saver, awaited by main`; null if it crossed no task.
  static @Nullable String line(Throwable failure) {
    List<AwaitedAt> way = of(failure);
    if (way.isEmpty()) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    String from = way.getFirst().from();
    line.append(from == null ? "a future" : from);
    way.forEach(place -> line.append(", ").append(place.getMessage()));
    return line.toString();
  }
}
