package jasyncio;

import org.jspecify.annotations.Nullable;

/// A factory for the tasks of a loop. See [EventLoop#setTaskFactory(TaskFactory)].
@FunctionalInterface
public interface TaskFactory {
  /// Makes a task that runs `coroutine` on `loop`.
  <T extends @Nullable Object> Task<T> createTask(
      EventLoop loop, Coroutine<T> coroutine, TaskOptions options);
}
