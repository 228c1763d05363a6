package jasyncio;

import jasyncio.internal.base.TextForms;
import org.jspecify.annotations.Nullable;

/// Converts awaitables to futures of a loop.
final class Futures {
  private Futures() {}

  /// Returns `awaitable` itself if it is a future, else a new task for it on the current loop.
  static <T extends @Nullable Object> Future<T> ensure(Awaitable<T> awaitable) {
    return switch (awaitable) {
      case Future<T> future -> future;
      case Coroutine<T> coroutine -> TaskLoop.ofThread().createTask(coroutine);
    };
  }

  /// Like [#ensure(Awaitable)], on `loop`, which was checked before.
  @SuppressWarnings("unchecked") // a future of a subtype has only values of the type
  static <T extends @Nullable Object> Future<T> child(
      TaskLoop loop, Awaitable<? extends T> awaitable) {
    return switch (awaitable) {
      case Future<? extends T> future -> (Future<T>) future;
      case Coroutine<? extends T> coroutine -> (Future<T>) loop.createTask(coroutine);
    };
  }

  /// @throws IllegalArgumentException if `awaitable` belongs to another loop
  static void check(TaskLoop loop, @Nullable Awaitable<?> awaitable) {
    if (awaitable == null) {
      throw new NullPointerException("awaitable");
    }
    if (awaitable instanceof Future<?> future && future.loop != loop) {
      throw new IllegalArgumentException(
          TextForms.ofObject(future)
              + " belongs to "
              + future.loop
              + ", not to "
              + loop
              + " as the others do");
    }
  }
}
