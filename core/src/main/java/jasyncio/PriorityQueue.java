package jasyncio;

import jasyncio.internal.base.TextForms;
import java.util.AbstractQueue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A [Queue] that returns the least item first, and of equal items the one that was put first.
///
/// {@snippet lang="java":
/// record Job(int urgency, String what) {}
///
/// var jobs = new PriorityQueue<Job>(0, Comparator.comparingInt(Job::urgency));
/// }
///
/// Mirrors `asyncio.PriorityQueue`, which leaves open which of equal items comes first.
///
/// @param <T> the type of the items
public final class PriorityQueue<T> extends Queue<T> {
  /// A queue without a limit, of items that are [Comparable].
  public PriorityQueue() {
    this(0);
  }

  /// A queue of at most `maxsize` items, which are [Comparable]; zero or less means no limit.
  /// Putting one that cannot be compared with those that are there throws [ClassCastException].
  @SuppressWarnings("unchecked") // where T is not comparable, the second item throws
  public PriorityQueue(int maxsize) {
    this(maxsize, (Comparator<? super T>) Comparator.naturalOrder());
  }

  /// Like [#PriorityQueue(int)], of items ordered by `order`.
  public PriorityQueue(int maxsize, Comparator<? super T> order) {
    super(maxsize, new StableHeap<>(Objects.requireNonNull(order, "order")));
  }

  /// A heap that keeps the order of equal items.
  private static final class StableHeap<T> extends AbstractQueue<T> {
    private final java.util.PriorityQueue<Ranked<T>> heap;
    private long added;

    StableHeap(Comparator<? super T> order) {
      Comparator<Ranked<T>> byItem = Comparator.comparing(Ranked::item, order);
      heap = new java.util.PriorityQueue<>(byItem.thenComparingLong(Ranked::number));
    }

    private record Ranked<T>(T item, long number) {}

    @Override
    public boolean offer(T item) {
      return heap.offer(new Ranked<>(item, added++));
    }

    @Override
    public @Nullable T poll() {
      Ranked<T> first = heap.poll();
      return first == null ? null : first.item;
    }

    @Override
    public @Nullable T peek() {
      Ranked<T> first = heap.peek();
      return first == null ? null : first.item;
    }

    @Override
    public int size() {
      return heap.size();
    }

    /// An iterator in the order in which items would be polled, unless there are many: for text forms,
    /// which show few.
    @Override
    public Iterator<T> iterator() {
      Stream<Ranked<T>> ranked = heap.stream();
      boolean few = heap.size() <= TextForms.MOST_ITEMS;
      return (few ? ranked.sorted(heap.comparator()) : ranked).map(Ranked::item).iterator();
    }
  }
}
