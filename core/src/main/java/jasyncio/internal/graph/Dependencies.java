package jasyncio.internal.graph;

import jasyncio.Future;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What is waited for, and can tell what that rests on: for the search for deadlocks.
public interface Dependencies {
  /// Whoever waits for this goes on by one of these, and by nothing else; null if he may by
  /// something else, or nobody knows.
  @Nullable Collection<? extends Future<?>> dependsOn();

  /// The same of `source`, if it can tell.
  static @Nullable Collection<? extends Future<?>> of(Object source) {
    return source instanceof Dependencies dependent ? dependent.dependsOn() : null;
  }
}
