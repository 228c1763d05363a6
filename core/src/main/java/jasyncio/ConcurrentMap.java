package jasyncio;

import jasyncio.internal.loop.Await;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A function applied to many items, to a limited number at a time.
///
/// @param <A> the type of the items
/// @param <B> the type of the results
final class ConcurrentMap<A extends @Nullable Object, B extends @Nullable Object> {
  private final Iterator<? extends A> items;
  private final Function<? super A, ? extends Coroutine<B>> function;

  // in the order of the items; grows as they are taken
  private final List<B> results = new ArrayList<>();

  private ConcurrentMap(
      Iterator<? extends A> items, Function<? super A, ? extends Coroutine<B>> function) {
    this.items = items;
    this.function = function;
  }

  static <A extends @Nullable Object, B extends @Nullable Object> Coroutine<List<B>> over(
      Iterable<? extends A> items,
      int limit,
      Function<? super A, ? extends Coroutine<B>> function) {
    Objects.requireNonNull(items, "items");
    Objects.requireNonNull(function, "function");
    if (limit < 1) {
      throw new IllegalArgumentException("limit < 1: " + limit);
    }
    return TaskGroup.taskGroup(
        TaskGroupOptions.DEFAULTS,
        group -> new ConcurrentMap<A, B>(items.iterator(), function).run(group, limit));
  }

  /// Tasks are made as long as there are items for them, so that few items do not cost many tasks.
  private List<B> run(TaskGroup group, int limit) {
    for (int workers = 0; workers < limit && items.hasNext(); workers++) {
      Coroutine<Void> first = next();
      group.createTask(() -> work(first));
    }
    return results;
  }

  private void work(Coroutine<Void> first) {
    Await.await(first);
    while (items.hasNext()) {
      Await.await(next());
    }
  }

  /// Takes the next item now; its result goes to the item's place.
  @SuppressWarnings("NullAway") // every place is filled when the group has ended
  private Coroutine<Void> next() {
    A item = items.next();
    int place = results.size();
    results.add(null);
    return Coroutine.of(() -> results.set(place, Await.await(function.apply(item))));
  }
}
