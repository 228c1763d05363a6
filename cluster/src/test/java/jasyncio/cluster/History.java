package jasyncio.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// What tasks asked and were told, and whether some order of it, which keeps to the times, is one
/// that a sequential model allows: linearizability.
///
/// The search is that of Wing and Gong, with the memory of what was tried of Lowe.
///
/// @param <O> an operation with its result
/// @param <S> a state of the model, immutable, with equality
final class History<O, S> {
  private final List<Entry<O>> entries = new ArrayList<>();
  private final BiFunction<S, O, Optional<S>> model;
  private long clock;

  private record Entry<O>(long begin, long end, O operation) {}

  /// @param model gives the next state, or empty if the operation cannot have that result
  History(BiFunction<S, O, Optional<S>> model) {
    this.model = model;
  }

  /// An operation that has begun; it does not count until it has ended.
  final class Open {
    private final long begin = clock++;

    void end(O operation) {
      entries.add(new Entry<>(begin, clock++, operation));
    }
  }

  Open begin() {
    return new Open();
  }

  boolean isLinearizable(S start) {
    return search(start, new HashSet<>(), new HashSet<>());
  }

  private boolean search(S state, Set<Entry<O>> done, Set<List<Object>> tried) {
    if (done.size() == entries.size()) {
      return true;
    }
    if (!tried.add(List.of(state, Set.copyOf(done)))) {
      return false;
    }
    long firstEnd =
        entries.stream().filter(e -> !done.contains(e)).mapToLong(e -> e.end).min().orElseThrow();
    for (Entry<O> entry : entries) {
      if (!done.contains(entry) && entry.begin < firstEnd) {
        Optional<S> next = model.apply(state, entry.operation);
        if (next.isPresent()) {
          done.add(entry);
          if (search(next.get(), done, tried)) {
            return true;
          }
          done.remove(entry);
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    entries.forEach(e -> text.append("%d-%d %s%n".formatted(e.begin, e.end, e.operation)));
    return text.toString();
  }
}
