package jasyncio;

import jasyncio.internal.base.LookAhead;
import jasyncio.internal.loop.Await;
import jasyncio.internal.base.CheckReturnValue;
import java.lang.ref.Cleaner;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Items that a coroutine makes one by one, as its consumer asks for them.
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
/// The body runs in the task of whoever asks for an item: the current task, its cancellation, its time
/// limits and its context variables are the consumer's; only thread-locals are the body's own. A
/// generator that is left half-way stays there: close it, best by try-with-resources, and its
/// `finally` blocks run then. One that was forgotten is closed by its loop.
///
/// Belongs to the loop of its first consumer; asks for one item at a time. Mirrors asynchronous
/// generators.
///
/// @param <T> the type of the items
public final class AsyncGenerator<T> implements Iterable<T>, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  /// What a generator does.
  ///
  /// @param <T> the type of the items
  @FunctionalInterface
  public interface Body<T> {
    /// Makes the items.
    ///
    /// @throws Exception whatever the body fails with; who asked for an item gets it
    void run(Emitter<T> out) throws Exception;
  }

  /// Where a generator's body puts its items.
  ///
  /// @param <T> the type of the items
  public interface Emitter<T> {
    /// Hands `item` to the consumer and waits until it asks for the next.
    ///
    /// @return what the consumer sent with [AsyncGenerator#asend(Object)], else null
    /// @throws IllegalStateException if called anywhere but in the body itself
    @SuppressWarnings("NamedLikeContextualKeyword") // always called on an emitter, hence lawful
    @Nullable Object yield(T item);
  }

  // Apart from this object, so that the loop, which holds it while it is half-way, can tell when
  // nobody holds the generator.
  private final GeneratorRun<T> run;

  AsyncGenerator(Body<T> body) {
    GeneratorRun<T> run = new GeneratorRun<>(Objects.requireNonNull(body, "body"));
    this.run = run;
    CLEANER.register(this, run::dropped);
  }

  /// The next item, or empty at the end. What the body fails with is thrown. Mirrors `__anext__`,
  /// whose `StopAsyncIteration` is the empty value here.
  ///
  /// Awaiting throws [IllegalStateException] if the generator is running already.
  @CheckReturnValue
  public Coroutine<Optional<T>> anext() {
    return () -> run.resume(null, null);
  }

  /// As [#anext()], and makes the `yield` that the body waits in return `value`. Mirrors `asend`.
  ///
  /// Awaiting throws [IllegalStateException] if `value` is not null before the first item.
  @CheckReturnValue
  public Coroutine<Optional<T>> asend(@Nullable Object value) {
    return () -> run.resume(value, null);
  }

  /// As [#anext()], and makes the `yield` that the body waits in throw `exception`. Mirrors `athrow`.
  @CheckReturnValue
  public Coroutine<Optional<T>> athrow(Throwable exception) {
    Objects.requireNonNull(exception, "exception");
    return () -> run.resume(null, exception);
  }

  /// Ends the body at the `yield` that it waits in: its `finally` blocks run, and may await. May be
  /// repeated. Mirrors `aclose`.
  ///
  /// Awaiting throws [IllegalStateException] if the body yields an item instead of ending.
  @CheckReturnValue
  public Coroutine<Void> aclose() {
    return Coroutine.of(run::close);
  }

  /// Awaits [#aclose()], for try-with-resources.
  @Override
  public void close() {
    Await.await(aclose());
  }

  /// The items, for a plain `for`, each of which is awaited. Mirrors `async for`. All iterators of a
  /// generator share its items.
  @Override
  public Iterator<T> iterator() {
    return new LookAhead<>(this, () -> Await.await(anext()).orElse(null));
  }

  @Override
  public String toString() {
    return "AsyncGenerator[" + run.describe() + "]";
  }
}
