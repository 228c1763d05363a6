package jasyncio.internal.loop;

import jasyncio.Awaitable;
import jasyncio.Future;
import jasyncio.TimerHandle;
import jasyncio.internal.base.Durations;
import jasyncio.internal.base.Unit;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ways in which the library's own coroutines suspend. Programs have the functions of
/// `Asyncio`.
public final class Await {
  private Await() {}

  /// Suspends the current task until `awaitable` is done, and gives its value.
  ///
  /// @throws IllegalStateException if the caller is no coroutine
  public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
    if (LoopThread.current() instanceof Loop loop) {
      return loop.await(awaitable);
    }
    throw outsideLoop();
  }

  /// As [#await(Awaitable)], and lets the compiler know of a checked exception that it may throw.
  ///
  /// @throws X if `awaitable` fails with it
  public static <T extends @Nullable Object, X extends Exception> T await(
      Awaitable<T> awaitable, Class<X> mayThrow) throws X {
    Objects.requireNonNull(mayThrow, "mayThrow");
    return await(awaitable);
  }

  /// Suspends the current task for one turn: everything that is ready runs once.
  public static void turn() {
    Loop.running().awaitTurn();
  }

  /// Suspends the current task for `delay`.
  public static void sleep(Duration delay) {
    var _ = doneWithin(Loop.running().createFuture("sleep", Durations.text(delay)), delay);
  }

  /// Suspends the current task until `future` is done, or `limit` has passed; gives whether it is
  /// done. The outcome is not looked at.
  public static boolean doneWithin(Future<?> future, Duration limit) {
    Loop loop = Loop.running();
    Future<Void> end = loop.createFuture("await", future);
    Consumer<Future<?>> done = _ -> complete(end);
    TimerHandle timer = loop.callLater(limit, () -> complete(end));
    future.addDoneCallback(done);
    try {
      await(end);
    } finally {
      timer.cancel();
      future.removeDoneCallback(done);
    }
    return future.done();
  }

  private static void complete(Future<Void> end) {
    if (!end.done()) {
      end.setResult(Unit.VALUE);
    }
  }

  /// The error of a call that needs a running loop.
  static IllegalStateException noLoop() {
    return new IllegalStateException(
        "no running event loop in " + Thread.currentThread() + ": call this within run(…)");
  }

  /// The error of an await that no loop runs.
  public static IllegalStateException outsideLoop() {
    return new IllegalStateException(
        "await outside a coroutine: no event loop runs in " + Thread.currentThread());
  }
}
