package jasyncio.internal.graph;

import jasyncio.Future;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// An object that tasks wait for and that can name the futures it depends on, for the search for
/// deadlocks.
public interface Dependencies {
  /// The futures of which one must complete before a task that waits for this object can continue;
  /// null if something else could wake the task, or if that is unknown.
  @Nullable Collection<? extends Future<?>> dependsOn();

  /// Tells whether a task other than the one that holds this, or a callback, may also release it.
  default boolean isReleasedByAnyone() {
    return true;
  }

  /// The dependencies of `source`; null if it cannot name them.
  static @Nullable Collection<? extends Future<?>> of(Object source) {
    return source instanceof Dependencies dependent ? dependent.dependsOn() : null;
  }
}
