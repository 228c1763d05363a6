package jasyncio;

import org.jspecify.annotations.Nullable;

/// A factory for the tasks of a loop. See [EventLoop#setTaskFactory(TaskFactory)].
///
/// Inside a factory, [EventLoop#createTask(Coroutine, TaskOptions)] makes a plain task, as
/// `asyncio.Task` does in Python. So a factory changes the options or wraps the coroutine, and
/// hands both on:
///
/// ```java
/// static <T> Task<T> timed(EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
///   return loop.createTask(
///       () -> {
///         long began = loop.time();
///         try {
///           return await(coroutine);
///         } finally {
///           log(options.name(), loop.time() - began);
///         }
///       },
///       options);
/// }
///
/// loop.setTaskFactory(Main::timed);
/// ```
///
/// Java allows no lambda here, because the method has a type parameter; a method reference fits.
@FunctionalInterface
public interface TaskFactory {
  /// Makes a task that runs `coroutine` on `loop`. Called on the thread of
  /// [EventLoop#createTask(Coroutine, TaskOptions)], whose caller gets what it throws.
  ///
  /// @param options those of the caller, to be passed on as they are or changed
  <T extends @Nullable Object> Task<T> createTask(
      EventLoop loop, Coroutine<T> coroutine, TaskOptions options);
}
