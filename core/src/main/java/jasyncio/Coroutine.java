package jasyncio;

import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.TextForms;
import jasyncio.internal.base.Unit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Work that may await; it does not start until it is awaited or made a task.
///
/// A coroutine function is a method that returns one, and its body is a lambda:
///
/// {@snippet lang="java":
/// Coroutine<String> greeting(String name) {        // async def greeting(name):
///   return () -> {
///     await(sleep(millis(10)));                    //     await asyncio.sleep(0.01)
///     return "hello " + name;                      //     return "hello " + name
///   };
/// }
/// }
///
/// Awaiting runs the body inline, in the current task, without a switch. Unlike Python's coroutine
/// object, a `Coroutine` may be run more than once if its body allows it.
///
/// Mirrors coroutines (`async def`).
///
/// @param <T> the type of the value
@FunctionalInterface
public non-sealed interface Coroutine<T extends @Nullable Object> extends Awaitable<T> {
  /// Runs the body in the current task. Programs await instead of calling this.
  ///
  /// @throws Exception any failure of the body
  T run() throws Exception;

  /// Makes a coroutine from a body without a value.
  @CheckReturnValue
  static Coroutine<Void> of(Action body) {
    Objects.requireNonNull(body, "body");
    // its text form is that of its body
    record ActionCoroutine(Action body) implements Coroutine<Void> {
      @Override
      public Void run() throws Exception {
        body.run();
        return Unit.VALUE;
      }

      @Override
      public String toString() {
        return TextForms.ofCode(body);
      }
    }
    return new ActionCoroutine(body);
  }
}
