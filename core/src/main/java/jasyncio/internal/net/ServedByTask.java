package jasyncio.internal.net;

import jasyncio.Task;
import org.jspecify.annotations.Nullable;

/// A protocol of a server whose connection a task serves, so that a server that shuts down knows
/// whom to cancel.
public interface ServedByTask {
  /// The task, while it runs; null before and after.
  @Nullable Task<?> handler();
}
