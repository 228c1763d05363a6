package jasyncio;

import org.jspecify.annotations.Nullable;

/// A factory for tasks that start at once, inside the call that makes them.
///
/// @param tasks makes the tasks
record EagerTaskFactory(TaskFactory tasks) implements TaskFactory {
  static final EagerTaskFactory PLAIN = new EagerTaskFactory(EventLoop::createTask);

  @Override
  public <T extends @Nullable Object> Task<T> createTask(
      EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
    boolean eager = !Boolean.FALSE.equals(options.eagerStart());
    return tasks.createTask(loop, coroutine, options.withEagerStart(eager));
  }
}
