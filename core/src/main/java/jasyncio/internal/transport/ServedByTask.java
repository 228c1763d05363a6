package jasyncio.internal.transport;

import jasyncio.BaseProtocol;
import jasyncio.Task;
import org.jspecify.annotations.Nullable;

/// A protocol whose connection a task serves: a server that shuts down cancels that task.
public interface ServedByTask {
  /// The task, while it runs; null before and after.
  @Nullable Task<?> handler();

  /// The task that serves the connection of `protocol`; null if none does.
  static @Nullable Task<?> handlerOf(BaseProtocol protocol) {
    return protocol instanceof ServedByTask served ? served.handler() : null;
  }
}
