package jasyncio;

import java.lang.ref.Reference;
import jasyncio.internal.base.LookAhead;
import jasyncio.internal.loop.Await;
import jasyncio.internal.base.CheckReturnValue;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A generator of items that a coroutine makes one by one, as its consumer asks for them.
///
/// {@snippet lang="java":
/// AsyncGenerator<Integer> countdown(int from) {    // async def countdown(from_):
///   return asyncGenerator(out -> {                 //
///     for (int i = from; i > 0; i--) {             //     for i in range(from_, 0, -1):
///       await(sleep(seconds(1)));                  //         await asyncio.sleep(1)
///       out.yield(i);                              //         yield i
///     }
///   });
/// }
///
/// try (var seconds = countdown(3)) {
///   for (int second : seconds) {                   // async for second in countdown(3):
///     IO.println(second);                          //     print(second)
///   }
/// }
/// }
///
/// The body runs in the task that asks for an item: the current task, its cancellation, its time
/// limits and its context variables are the consumer's; only thread-locals are the body's own. A
/// generator that is left half-way stays there: close it, best by try-with-resources, and its
/// `finally` blocks run then. The loop closes a generator that became garbage half-way.
///
/// Belongs to the loop of its first consumer; asks for one item at a time. Mirrors asynchronous
/// generators.
///
/// @param <T> the type of the items
public final class AsyncGenerator<T> implements Iterable<T>, AutoCloseable {
  /// The body of a generator.
  ///
  /// @param <T> the type of the items
  @FunctionalInterface
  public interface Body<T> {
    /// Makes the items.
    ///
    /// @throws Exception any failure of the body; the task that asked for an item receives it
    void run(Emitter<T> out) throws Exception;
  }

  /// Receives the items of a generator's body.
  ///
  /// @param <T> the type of the items
  public interface Emitter<T> {
    /// Hands `item` to the consumer and waits until it asks for the next.
    ///
    /// @return the value that the consumer sent with [AsyncGenerator#asend(Object)], else null
    /// @throws IllegalStateException if called anywhere but in the body itself
    @SuppressWarnings("NamedLikeContextualKeyword") // always called on an emitter, hence lawful
    @Nullable Object yield(T item);
  }

  // An object of its own, which the loop holds while it is half-way, so that the loop can tell when
  // the program no longer holds the generator.
  private final GeneratorRun<T> run;

  AsyncGenerator(Body<T> body) {
    this.run = new GeneratorRun<>(this, Objects.requireNonNull(body, "body"));
  }

  /// Returns the next item, or empty at the end. A failure of the body is thrown. Mirrors
  /// `__anext__`, whose `StopAsyncIteration` is the empty value here.
  ///
  /// Awaiting throws [IllegalStateException] if the generator is running already.
  @CheckReturnValue
  public Coroutine<Optional<T>> anext() {
    return () -> resume(null, null);
  }

  /// Like [#anext()], and makes the `yield` at which the body waits return `value`. Mirrors
  /// `asend`.
  ///
  /// Awaiting throws [IllegalStateException] if `value` is not null before the first item.
  @CheckReturnValue
  public Coroutine<Optional<T>> asend(@Nullable Object value) {
    return () -> resume(value, null);
  }

  /// Like [#anext()], and makes the `yield` at which the body waits throw `exception`; does nothing
  /// once the generator has ended. Mirrors `athrow`.
  @CheckReturnValue
  public Coroutine<Optional<T>> athrow(Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    return () -> resume(null, exception);
  }

  /// The generator is held while its body runs: one that is dropped then would not be closed.
  private Optional<T> resume(@Nullable Object sent, @Nullable Throwable thrown) {
    try {
      return run.resume(sent, thrown);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// Ends the body at the `yield` at which it waits: its `finally` blocks run, and may await.
  /// Closing again does nothing. Mirrors `aclose`.
  ///
  /// Awaiting throws [IllegalStateException] if the body yields an item instead of ending.
  @CheckReturnValue
  public Coroutine<Void> aclose() {
    return Coroutine.of(run::close);
  }

  /// Awaits [#aclose()]; called by try-with-resources.
  @Override
  public void close() {
    Await.await(aclose());
  }

  /// Returns an iterator over the items for a plain `for` loop; each item is awaited. Mirrors
  /// `async for`. All iterators of a generator share its items.
  @Override
  public Iterator<T> iterator() {
    return new LookAhead<>(this, () -> Await.await(anext()).orElse(null));
  }

  @Override
  public String toString() {
    return "AsyncGenerator[" + run.describe() + "]";
  }
}
