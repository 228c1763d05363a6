package jasyncio;

import org.jspecify.annotations.Nullable;

/// A factory for tasks that start at once, inside the call that makes them.
final class EagerTaskFactory implements TaskFactory {
  static final EagerTaskFactory PLAIN =
      new EagerTaskFactory(
          new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(
                EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
              return ((TaskLoop) loop).newTask(coroutine, options);
            }
          });

  private final TaskFactory tasks;

  EagerTaskFactory(TaskFactory tasks) {
    this.tasks = tasks;
  }

  @Override
  public <T extends @Nullable Object> Task<T> createTask(
      EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
    boolean eager = !Boolean.FALSE.equals(options.eagerStart());
    return tasks.createTask(loop, coroutine, options.withEagerStart(eager));
  }
}
