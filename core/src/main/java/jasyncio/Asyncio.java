package jasyncio;

import jasyncio.internal.loop.Loop;
import jasyncio.internal.loop.Await;
import jasyncio.internal.loop.CurrentLoop;
import jasyncio.internal.base.CheckReturnValue;
import jasyncio.internal.base.Durations;
import jasyncio.internal.loop.LoopThread;
import jasyncio.internal.base.Unit;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The functions of asyncio, for `import static jasyncio.Asyncio.*`.
///
/// {@snippet lang="java":
/// import jasyncio.*;
/// import static jasyncio.Asyncio.*;
///
/// void main() {
///   run(() -> {
///     var slow = createTask(() -> { await(sleep(seconds(1))); return "slow"; });
///     var quick = createTask(() -> { await(sleep(millis(10))); return "quick"; });
///     IO.println(await(gather(slow, quick)));      // [slow, quick], after one second
///   });
/// }
/// }
///
/// Unless a description says otherwise, a function must be called in a coroutine, or a callback, of
/// a running loop. Functions that return a [Coroutine] do nothing until that is awaited or made a
/// task. Mirrors the top-level names of Python's `asyncio`.
public final class Asyncio {
  // made once, because loops that yield await it in every iteration
  private static final Coroutine<Void> YIELD_TURN = Coroutine.of(() -> TaskLoop.awaiter().awaitTurn());

  private Asyncio() {}

  // Time spans

  /// A span of seconds; fractions count to the nanosecond.
  ///
  /// @throws IllegalArgumentException if `seconds` is not a number
  public static Duration seconds(double seconds) {
    return Durations.ofSeconds(seconds);
  }

  /// A span of milliseconds.
  public static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  // Tier 1: coroutines

  /// Returns the value of `awaitable`; its failure is thrown here, as the same instance, checked or
  /// not.
  ///
  /// A [Coroutine] runs inline, in this task, without a switch. The value of a [Future] that is
  /// done is returned at once; otherwise the task is suspended, and the loop runs others until the
  /// future is done. Cancelling the task during that time cancels the future; [#shield(Awaitable)]
  /// prevents that. Mirrors `await`.
  ///
  /// @throws CancelledError if this task, or the future, was cancelled
  /// @throws IllegalStateException if the caller is not a coroutine, if the future belongs to
  ///   another loop, or, on the carrier engine, if a native frame or class initializer keeps this one
  ///   from being suspended; the portable engine cannot tell, and the loop stands still for good once
  ///   another task needs that class
  public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
    return Await.await(awaitable);
  }

  /// Like [#await(Awaitable)], also for a lambda.
  public static <T extends @Nullable Object> T await(Coroutine<T> body) {
    return Await.await(body);
  }

  /// Like [#await(Coroutine)], for a body without a value.
  public static void await(Action body) {
    var _ = Await.await(Coroutine.of(body));
  }

  /// Like [#await(Awaitable)], for the stages of other libraries (`HttpClient.sendAsync`, …).
  /// Cancelling this task cancels the stage's [CompletableFuture].
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return TaskLoop.await(stage);
  }

  /// Like [#await(Awaitable)], and tells the compiler of a checked exception that it may throw.
  ///
  /// @throws X if `awaitable` fails with it
  public static <T extends @Nullable Object, X extends Exception> T await(
      Awaitable<T> awaitable, Class<X> mayThrow) throws X {
    Objects.requireNonNull(mayThrow, "mayThrow");
    return await(awaitable);
  }

  /// Suspends the current task for `delay`; zero or less lets all ready work run once.
  /// Mirrors `asyncio.sleep`.
  @CheckReturnValue
  public static Coroutine<Void> sleep(Duration delay) {
    return Objects.requireNonNull(delay, "delay").isPositive()
        ? sleep(delay, Unit.VALUE)
        : YIELD_TURN;
  }

  /// Like [#sleep(Duration)], and returns `result`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> sleep(Duration delay, T result) {
    long nanos = Durations.nanos(Objects.requireNonNull(delay, "delay"));
    return () -> {
      Task<?> task = TaskLoop.awaiter();
      if (nanos <= 0) {
        task.awaitTurn();
      } else {
        Sleep.await(task, nanos);
      }
      return result;
    };
  }

  /// Makes a generator of the items that `body` yields; see [AsyncGenerator]. Mirrors an
  /// `async def` with `yield`.
  public static <T> AsyncGenerator<T> asyncGenerator(AsyncGenerator.Body<T> body) {
    return new AsyncGenerator<>(body);
  }

  // Tier 2: event loop

  /// Runs `main` as a program: makes a loop, runs `main` on it as a task, cancels the remaining
  /// tasks and waits for them, closes the loop, and returns the value of `main` (or throws its
  /// failure). Mirrors `asyncio.run`.
  ///
  /// Ctrl-C, or an interrupt of this thread, cancels `main`; a second Ctrl-C ends the program.
  ///
  /// The loop has a thread of its own, and the calling thread waits for it. So do not call this
  /// while holding a lock that `main` needs, nor in the initializer of a class that `main` uses.
  ///
  /// @throws IllegalStateException if a loop already runs in this thread
  /// @throws KeyboardInterrupt if `main` ended because of Ctrl-C
  public static <T extends @Nullable Object> T run(Coroutine<T> main) {
    return run(main, RunOptions.DEFAULTS);
  }

  /// Like [#run(Coroutine)], for a body without a value.
  public static void run(Action main) {
    run(Coroutine.of(main), RunOptions.DEFAULTS);
  }

  /// Like [#run(Coroutine)], with debug mode or another loop.
  public static <T extends @Nullable Object> T run(Coroutine<T> main, RunOptions options) {
    try (Runner runner = new Runner(options)) {
      return runner.run(main);
    }
  }

  /// Like [#run(Coroutine, RunOptions)], for a body without a value.
  public static void run(Action main, RunOptions options) {
    run(Coroutine.of(main), options);
  }

  /// The loop that runs the caller. Mirrors `asyncio.get_running_loop`.
  ///
  /// @throws IllegalStateException if no loop runs the caller
  public static EventLoop getRunningLoop() {
    return TaskLoop.ofTask();
  }

  /// The loop that runs the caller, or else the one set for this thread. Mirrors
  /// `asyncio.get_event_loop`.
  ///
  /// @throws IllegalStateException if there is neither
  public static EventLoop getEventLoop() {
    return TaskLoop.ofThread();
  }

  /// Sets the loop that [#getEventLoop()] returns in this thread while no loop runs in it; null
  /// unsets it.
  /// Mirrors `asyncio.set_event_loop`.
  public static void setEventLoop(@Nullable EventLoop loop) {
    CurrentLoop.set(loop);
  }

  /// Makes a loop with the defaults; the caller must close it. Mirrors `asyncio.new_event_loop`.
  public static EventLoop newEventLoop() {
    return newEventLoop(LoopOptions.DEFAULTS);
  }

  /// Makes a loop with `options`.
  ///
  /// @throws IllegalStateException if they ask for the carrier engine and this JVM does not allow
  ///   it
  public static EventLoop newEventLoop(LoopOptions options) {
    return new SelectorEventLoop(options);
  }

  // Tier 3: futures

  /// Returns `awaitable` itself if it is a future, else a new task for it. Mirrors
  /// `asyncio.ensure_future`.
  public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
    return Futures.ensure(Objects.requireNonNull(awaitable, "awaitable"));
  }

  /// Makes a future of the current loop that completes with `stage`, on any thread; cancelling it
  /// cancels the stage's [CompletableFuture]. Mirrors `asyncio.wrap_future`.
  public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
    return CompletableFutures.wrap(TaskLoop.ofThread(), stage);
  }

  /// Like [#wrapFuture(CompletionStage)].
  public static <T extends @Nullable Object> Future<T> wrapFuture(CompletableFuture<T> future) {
    return wrapFuture((CompletionStage<T>) future);
  }

  /// Like [#wrapFuture(CompletionStage)], for a future without completion callbacks: a virtual
  /// thread waits for it.
  public static <T extends @Nullable Object> Future<T> wrapFuture(
      java.util.concurrent.Future<T> future) {
    return CompletableFutures.waitFor(TaskLoop.ofThread(), Objects.requireNonNull(future, "future"));
  }

  /// Returns `future` itself, which belongs to a loop already.
  public static <T extends @Nullable Object> Future<T> wrapFuture(Future<T> future) {
    return Objects.requireNonNull(future, "future");
  }

  // Tier 4: tasks

  /// Schedules `coroutine` as a task of the running loop; it begins in the next turn. Mirrors
  /// `asyncio.create_task`.
  public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
    return TaskLoop.ofTask().createTask(coroutine);
  }

  /// Like [#createTask(Coroutine)], for a body without a value.
  public static Task<Void> createTask(Action body) {
    return TaskLoop.ofTask().createTask(Coroutine.of(body));
  }

  /// Like [#createTask(Coroutine)], with a name, a context or an eager start.
  public static <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    return TaskLoop.ofTask().createTask(coroutine, options);
  }

  /// Like [#createTask(Coroutine, TaskOptions)], for a body without a value.
  public static Task<Void> createTask(Action body, TaskOptions options) {
    return TaskLoop.ofTask().createTask(Coroutine.of(body), options);
  }

  /// The task that runs the caller, or null in a callback. Mirrors `asyncio.current_task`.
  ///
  /// @throws IllegalStateException if no loop runs the caller
  public static @Nullable Task<?> currentTask() {
    return TaskLoop.ofTask().currentTask();
  }

  /// The task that `loop` runs now, or null. Call it on the loop's thread, or while the loop does
  /// not run. If `loop` is null, like [#currentTask()].
  public static @Nullable Task<?> currentTask(@Nullable EventLoop loop) {
    return loop == null ? currentTask() : ((TaskLoop) loop).currentTask();
  }

  /// The unfinished tasks of the running loop, oldest first. Mirrors `asyncio.all_tasks`.
  public static Set<Task<?>> allTasks() {
    return TaskLoop.ofTask().tasks();
  }

  /// The unfinished tasks of `loop`, oldest first. Call it on the loop's thread, or while the loop
  /// does not run.
  public static Set<Task<?>> allTasks(EventLoop loop) {
    return ((TaskLoop) loop).tasks();
  }

  /// Runs all awaitables at once and returns their values in the given order; fails as soon as one
  /// fails, while the others continue. Cancelling it cancels those that are not done. Mirrors
  /// `asyncio.gather`.
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Awaitable<? extends T>... awaitables) {
    return Gather.values(Arrays.asList(awaitables));
  }

  /// Like [#gather(Awaitable...)], also for lambdas. One among futures needs
  /// [#createTask(Coroutine)] around it, and one without a value [Coroutine#of(Action)].
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Coroutine<? extends T>... bodies) {
    return Gather.values(Arrays.asList(bodies));
  }

  /// Like [#gather(Awaitable...)].
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return Gather.values(awaitables);
  }

  /// Runs all awaitables at once and returns the outcome of each, in the given order. Mirrors
  /// `asyncio.gather` with `return_exceptions=True`.
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Awaitable<? extends T>... awaitables) {
    return Gather.outcomes(Arrays.asList(awaitables));
  }

  /// Like [#gatherOutcomes(Awaitable...)], also for lambdas, as [#gather(Coroutine...)].
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Coroutine<? extends T>... bodies) {
    return Gather.outcomes(Arrays.asList(bodies));
  }

  /// Like [#gatherOutcomes(Awaitable...)].
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return Gather.outcomes(awaitables);
  }

  /// Waits until all futures are done. They continue if this wait is cancelled. Mirrors
  /// `asyncio.wait`.
  ///
  /// @throws IllegalArgumentException if `futures` is empty
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures) {
    return Waiting.on(futures, ReturnWhen.ALL_COMPLETED, null);
  }

  /// Like [#waitOn(Collection)], until `when`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures, ReturnWhen when) {
    return Waiting.on(futures, when, null);
  }

  /// Like [#waitOn(Collection)], at most for `timeout`; an expired timeout does not throw.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures, @Nullable Duration timeout) {
    return Waiting.on(futures, ReturnWhen.ALL_COMPLETED, timeout);
  }

  /// Like [#waitOn(Collection)], until `when`, at most for `timeout`; an expired timeout does not
  /// throw.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures, ReturnWhen when, @Nullable Duration timeout) {
    return Waiting.on(futures, when, timeout);
  }

  /// Awaits `awaitable`, at most for `timeout`; after that, cancels it, waits until it has ended,
  /// and throws [TimeoutException]. A value that was available in time is returned. Null means no
  /// limit; with zero or less, a coroutine does not start. Mirrors `asyncio.wait_for`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> waitFor(
      Awaitable<T> awaitable, @Nullable Duration timeout) {
    Objects.requireNonNull(awaitable, "awaitable");
    return WaitFor.waitFor(awaitable, timeout);
  }

  /// Like [#waitFor(Awaitable, Duration)], also for a lambda.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> waitFor(
      Coroutine<T> body, @Nullable Duration timeout) {
    return waitFor((Awaitable<T>) body, timeout);
  }

  /// Like [#waitFor(Coroutine, Duration)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> waitFor(Action body, @Nullable Duration timeout) {
    return waitFor(Coroutine.of(body), timeout);
  }

  /// Awaits `body`, which is cancelled once `delay` has passed: awaiting the result then throws
  /// [TimeoutException]. Null means no limit. Mirrors `async with asyncio.timeout(delay)`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeout(
      @Nullable Duration delay, Coroutine<T> body) {
    Objects.requireNonNull(body, "body");
    return Timeout.timeout(delay, _ -> body.run());
  }

  /// Like [#timeout(Duration, Coroutine)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeout(@Nullable Duration delay, Action body) {
    return timeout(delay, Coroutine.of(body));
  }

  /// Like [#timeout(Duration, Coroutine)], for a body that moves its limit.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeout(
      @Nullable Duration delay, Timeout.Body<T> body) {
    return Timeout.timeout(delay, Objects.requireNonNull(body, "body"));
  }

  /// Like [#timeout(Duration, Timeout.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeout(@Nullable Duration delay, Timeout.VoidBody body) {
    return Timeout.timeout(delay, valued(body));
  }

  /// Like [#timeout(Duration, Coroutine)], until `when` on the loop's clock ([EventLoop#time()],
  /// nanoseconds). Null means no limit. Mirrors `async with asyncio.timeout_at(when)`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeoutAt(
      @Nullable Long when, Coroutine<T> body) {
    Objects.requireNonNull(body, "body");
    return Timeout.timeoutAt(when, _ -> body.run());
  }

  /// Like [#timeoutAt(Long, Coroutine)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeoutAt(@Nullable Long when, Action body) {
    return timeoutAt(when, Coroutine.of(body));
  }

  /// Like [#timeoutAt(Long, Coroutine)], for a body that moves its limit.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeoutAt(
      @Nullable Long when, Timeout.Body<T> body) {
    return Timeout.timeoutAt(when, Objects.requireNonNull(body, "body"));
  }

  /// Like [#timeoutAt(Long, Timeout.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeoutAt(@Nullable Long when, Timeout.VoidBody body) {
    return Timeout.timeoutAt(when, valued(body));
  }

  private static Timeout.Body<Void> valued(Timeout.VoidBody body) {
    Objects.requireNonNull(body, "body");
    return timeout -> {
      body.execute(timeout);
      return Unit.VALUE;
    };
  }

  /// Makes a future that follows `awaitable` and can be cancelled without cancelling it. Mirrors
  /// `asyncio.shield`.
  public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
    return Shield.of(Objects.requireNonNull(awaitable, "awaitable"));
  }

  /// Like [#shield(Awaitable)], also for a lambda.
  public static <T extends @Nullable Object> Future<T> shield(Coroutine<T> body) {
    return shield((Awaitable<T>) body);
  }

  /// Like [#shield(Coroutine)], for a body without a value.
  public static Future<Void> shield(Action body) {
    return shield(Coroutine.of(body));
  }

  /// Runs all awaitables at once and returns a future for each, in the order in which they finish:
  /// the first future gets the outcome of the awaitable that finishes first. Mirrors the plain form
  /// of `asyncio.as_completed`.
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
      Collection<? extends Awaitable<T>> awaitables) {
    return new AsCompleted<>(awaitables, null).placeholders();
  }

  /// Like [#asCompleted(Collection)]; awaitables that have not finished after `timeout` continue,
  /// and the futures for them fail with [TimeoutException].
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
      Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
    return new AsCompleted<>(awaitables, timeout).placeholders();
  }

  /// Runs all awaitables at once and returns each when it is done: a future or task itself, so that
  /// a program can identify it, and a task for any other coroutine. Iteration awaits the next.
  ///
  /// ```java
  /// for (Future<Page> page : asCompletedTasks(pages.keySet())) {
  ///   IO.println(pages.get(page) + ": " + await(page));
  /// }
  /// ```
  ///
  /// Mirrors the asynchronous form of `asyncio.as_completed`.
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompletedTasks(
      Collection<? extends Awaitable<T>> awaitables) {
    return new AsCompleted<>(awaitables, null).futures();
  }

  /// Like [#asCompletedTasks(Collection)]; after `timeout`, the iteration throws [TimeoutException]
  /// in place of the next unfinished awaitable, and the awaitables continue.
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompletedTasks(
      Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
    return new AsCompleted<>(awaitables, timeout).futures();
  }

  /// Opens a scope that ends when all tasks made in it have ended; see [TaskGroup]. Returns the
  /// value of `body`, or null if [TaskGroup#cancel()] ended it. Mirrors
  /// `async with asyncio.TaskGroup()`.
  ///
  /// Awaiting throws an [ExceptionGroup] if a task, or `body`, failed.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> taskGroup(TaskGroup.Body<T> body) {
    return taskGroup(TaskGroupOptions.DEFAULTS, body);
  }

  /// Like [#taskGroup(TaskGroup.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> taskGroup(TaskGroup.VoidBody body) {
    return taskGroup(TaskGroupOptions.DEFAULTS, body);
  }

  /// Like [#taskGroup(TaskGroup.Body)], with a limit or supervision.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> taskGroup(
      TaskGroupOptions options, TaskGroup.Body<T> body) {
    return TaskGroup.taskGroup(
        Objects.requireNonNull(options, "options"), Objects.requireNonNull(body, "body"));
  }

  /// Like [#taskGroup(TaskGroupOptions, TaskGroup.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> taskGroup(TaskGroupOptions options, TaskGroup.VoidBody body) {
    Objects.requireNonNull(body, "body");
    return TaskGroup.taskGroup(
        Objects.requireNonNull(options, "options"),
        group -> {
          body.execute(group);
          return Unit.VALUE;
        });
  }

  /// Applies `function` to all items, to at most `limit` of them at a time, and returns the results
  /// in the order of the items. Items are taken as they are needed. If one call fails, the others
  /// are cancelled, and an [ExceptionGroup] is thrown. Beyond asyncio.
  ///
  /// @throws IllegalArgumentException if `limit` is less than one
  @CheckReturnValue
  public static <A extends @Nullable Object, B extends @Nullable Object>
      Coroutine<List<B>> mapConcurrently(
          Iterable<? extends A> items,
          int limit,
          Function<? super A, ? extends Coroutine<B>> function) {
    return ConcurrentMap.over(items, limit, function);
  }

  /// Runs all coroutines at once and returns the value of the first that succeeds; the others are
  /// cancelled, and have ended when this returns. Throws an [ExceptionGroup] if all fail. Beyond
  /// asyncio.
  @CheckReturnValue
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Coroutine<T> race(
      Coroutine<? extends T>... contenders) {
    return Race.of(Arrays.asList(contenders));
  }

  /// Like [#race(Coroutine...)].
  ///
  /// @throws IllegalArgumentException if there is none
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> race(
      Collection<? extends Coroutine<? extends T>> contenders) {
    return Race.of(contenders);
  }

  /// Runs `coroutine` as a task of `loop`, from any other thread. Cancelling the returned future
  /// cancels
  /// the task. Mirrors `asyncio.run_coroutine_threadsafe`.
  public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
      Coroutine<T> coroutine, EventLoop loop) {
    return CompletableFutures.submit(
        Objects.requireNonNull(coroutine, "coroutine"), Objects.requireNonNull(loop, "loop"));
  }

  /// Like [#runCoroutineThreadsafe(Coroutine, EventLoop)], for a body without a value.
  public static CompletableFuture<Void> runCoroutineThreadsafe(Action body, EventLoop loop) {
    return runCoroutineThreadsafe(Coroutine.of(body), loop);
  }

  /// A factory for tasks that start at once, inside the call that creates them: a task that does
  /// not have to wait needs no turn of the loop. For [EventLoop#setTaskFactory(TaskFactory)].
  /// Mirrors `asyncio.eager_task_factory`.
  public static TaskFactory eagerTaskFactory() {
    return EagerTaskFactory.PLAIN;
  }

  /// A factory for tasks of `factory` that start at once. Mirrors
  /// `asyncio.create_eager_task_factory`.
  public static TaskFactory createEagerTaskFactory(TaskFactory factory) {
    return new EagerTaskFactory(Objects.requireNonNull(factory, "factory"));
  }

  // Tier 5: threads

  /// Calls `body` in a thread of the loop's default executor, in a copy of the current context; for
  /// work that would block the loop: file reads, native code, long computations. Cancelling
  /// interrupts it.
  /// Mirrors `asyncio.to_thread`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> toThread(Callable<T> body) {
    Objects.requireNonNull(body, "body");
    return () -> {
      Context context = Context.copy();
      return await(TaskLoop.ofTask().runInExecutor(null, () -> context.run(body)));
    };
  }

  /// Like [#toThread(Callable)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> toThread(Action body) {
    Objects.requireNonNull(body, "body");
    return toThread(
        () -> {
          body.run();
          return Unit.VALUE;
        });
  }

  // Tier 5: subprocesses

  /// Starts a program, found by the PATH unless its name has a slash. It has the standard streams
  /// of this program; [#createSubprocessExec(List, SubprocessOptions)] can give it pipes. Mirrors
  /// `asyncio.create_subprocess_exec`.
  @CheckReturnValue
  public static Coroutine<Subprocess> createSubprocessExec(String program, String... args) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(Arrays.asList(args));
    return createSubprocessExec(command, SubprocessOptions.DEFAULTS);
  }

  /// Starts a program with the standard streams, and all else, as `options` say.
  ///
  /// Suspends until it runs, some milliseconds long; cancelling kills it. Mirrors
  /// `asyncio.create_subprocess_exec`.
  ///
  /// @param command the program and its arguments
  /// @throws IllegalArgumentException from the awaiting call, if `command` has no words
  /// @throws java.io.UncheckedIOException from the awaiting call, if the program cannot be started
  /// @see EventLoop#subprocessExec
  @CheckReturnValue
  public static Coroutine<Subprocess> createSubprocessExec(
      List<String> command, SubprocessOptions options) {
    List<String> words = new ArrayList<>(command); // may hold a null, which the loop names
    return () -> await(SubprocessStreams.exec(TaskLoop.ofTask(), words, options));
  }

  /// Runs a line with `/bin/sh`, with the standard streams of this program. Mirrors
  /// `asyncio.create_subprocess_shell`.
  @CheckReturnValue
  public static Coroutine<Subprocess> createSubprocessShell(String command) {
    return createSubprocessShell(command, SubprocessOptions.DEFAULTS);
  }

  /// Like [#createSubprocessShell(String)], with the standard streams, and all else, as `options`
  /// say. Text that the program does not control, such as file names, must be quoted in the line.
  ///
  /// @see EventLoop#subprocessShell
  @CheckReturnValue
  public static Coroutine<Subprocess> createSubprocessShell(
      String command, SubprocessOptions options) {
    Objects.requireNonNull(command, "command");
    return () -> await(SubprocessStreams.shell(TaskLoop.ofTask(), command, options));
  }

  // Tier 6: queues

  /// Takes an item from the first of `queues` that has one, in the order of the arguments. Suspends
  /// while all are empty. Exactly one item is taken, and none if this is cancelled. Beyond asyncio.
  ///
  /// {@snippet lang="java":
  /// var next = await(select(urgent, ordinary));
  /// next.queue().taskDone();
  /// }
  ///
  /// Awaiting throws [QueueShutDownException] once all are shut down and empty.
  @CheckReturnValue
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> Coroutine<Selected<T>> select(Queue<? extends T>... queues) {
    return Selection.of(Arrays.asList(queues));
  }

  /// Like [#select(Queue...)].
  ///
  /// @throws IllegalArgumentException if `queues` is empty
  @CheckReturnValue
  public static <T> Coroutine<Selected<T>> select(
      Collection<? extends Queue<? extends T>> queues) {
    return Selection.of(queues);
  }

  // Tier 9: streams

  /// Connects to `host:port` over TCP. Mirrors `asyncio.open_connection`.
  ///
  /// @see EventLoop#createConnection
  @CheckReturnValue
  public static Coroutine<StreamConnection> openConnection(String host, int port) {
    return openConnection(host, port, ConnectOptions.DEFAULTS);
  }

  /// Like [#openConnection(String, int)], with options.
  @CheckReturnValue
  public static Coroutine<StreamConnection> openConnection(
      String host, int port, ConnectOptions options) {
    return () -> await(Streams.open(TaskLoop.ofTask(), host, port, options));
  }

  /// Listens on `host:port` and runs `connected` for each client, in a task of its own. Mirrors
  /// `asyncio.start_server`.
  ///
  /// @see EventLoop#createServer
  @CheckReturnValue
  public static Coroutine<Server> startServer(
      ClientConnected connected, @Nullable String host, int port) {
    return startServer(connected, host, port, ServerOptions.DEFAULTS);
  }

  /// Like [#startServer(ClientConnected, String, int)], with options.
  @CheckReturnValue
  public static Coroutine<Server> startServer(
      ClientConnected connected, @Nullable String host, int port, ServerOptions options) {
    List<String> hosts = List.of(host == null ? "" : host);
    return startServerOn(connected, hosts, port, options);
  }

  /// Like [#startServer(ClientConnected, String, int, ServerOptions)], on each of several hosts.
  ///
  /// @see EventLoop#createServerOn(java.util.function.Supplier, Collection, int, ServerOptions)
  @CheckReturnValue
  public static Coroutine<Server> startServerOn(
      ClientConnected connected, Collection<String> hosts, int port, ServerOptions options) {
    return () -> await(Streams.serve(TaskLoop.ofTask(), connected, hosts, port, options));
  }

  /// Connects to the Unix socket at `path`. Mirrors `asyncio.open_unix_connection`.
  ///
  /// @see EventLoop#createUnixConnection(java.util.function.Supplier, Path)
  @CheckReturnValue
  public static Coroutine<StreamConnection> openUnixConnection(Path path) {
    return openUnixConnection(path, ConnectOptions.DEFAULTS);
  }

  /// Like [#openUnixConnection(Path)], with options.
  @CheckReturnValue
  public static Coroutine<StreamConnection> openUnixConnection(Path path, ConnectOptions options) {
    return () -> await(Streams.openUnix(TaskLoop.ofTask(), path, options));
  }

  /// Listens on a Unix socket at `path` and runs `connected` for each client, in a task of its own.
  /// Mirrors `asyncio.start_unix_server`.
  ///
  /// @see EventLoop#createUnixServer(java.util.function.Supplier, Path)
  @CheckReturnValue
  public static Coroutine<Server> startUnixServer(ClientConnected connected, Path path) {
    return startUnixServer(connected, path, ServerOptions.DEFAULTS);
  }

  /// Like [#startUnixServer(ClientConnected, Path)], with options.
  @CheckReturnValue
  public static Coroutine<Server> startUnixServer(
      ClientConnected connected, Path path, ServerOptions options) {
    return () -> await(Streams.serveUnix(TaskLoop.ofTask(), connected, path, options));
  }

  /// Opens a UDP socket whose datagrams are awaited. Beyond asyncio.
  ///
  /// @see EventLoop#createDatagramEndpoint(java.util.function.Supplier, SocketAddress,
  ///   SocketAddress)
  @CheckReturnValue
  public static Coroutine<DatagramEndpoint> openDatagram(
      @Nullable SocketAddress local, @Nullable SocketAddress remote) {
    return openDatagram(local, remote, DatagramOptions.DEFAULTS);
  }

  /// Like [#openDatagram(SocketAddress, SocketAddress)], with options.
  @CheckReturnValue
  public static Coroutine<DatagramEndpoint> openDatagram(
      @Nullable SocketAddress local, @Nullable SocketAddress remote, DatagramOptions options) {
    return () -> await(DatagramEndpoint.open(TaskLoop.ofTask(), local, remote, options));
  }

  // Introspection

  /// The futures that await the current task, directly or through combinators such as `gather`, and
  /// those that await them in turn; null in a callback. Mirrors `asyncio.capture_call_graph`.
  ///
  /// @throws IllegalStateException if no loop runs the caller
  public static @Nullable FutureCallGraph captureCallGraph() {
    Task<?> task = currentTask();
    return task == null ? null : CallGraph.of(task, Integer.MAX_VALUE);
  }

  /// The futures that await `future`, directly or through combinators such as `gather`, and those
  /// that await them in turn, with the stacks of the tasks among them. Call it on the future's
  /// loop.
  public static FutureCallGraph captureCallGraph(Future<?> future) {
    return captureCallGraph(future, Integer.MAX_VALUE);
  }

  /// Like [#captureCallGraph(Future)], with at most `limit` frames of each stack: the innermost
  /// ones or, if `limit` is negative, the outermost ones.
  public static FutureCallGraph captureCallGraph(Future<?> future, int limit) {
    return CallGraph.of(Objects.requireNonNull(future, "future"), limit);
  }

  /// The text of [#captureCallGraph()]; empty in a callback. Mirrors `asyncio.format_call_graph`.
  ///
  /// @throws IllegalStateException if no loop runs the caller
  public static String formatCallGraph() {
    Task<?> task = currentTask();
    return task == null ? "" : formatCallGraph(task);
  }

  /// The text of [#captureCallGraph(Future)].
  public static String formatCallGraph(Future<?> future) {
    return formatCallGraph(future, Integer.MAX_VALUE);
  }

  /// The text of [#captureCallGraph(Future, int)].
  public static String formatCallGraph(Future<?> future, int limit) {
    return CallGraph.format(captureCallGraph(future, limit));
  }

  /// Prints [#formatCallGraph()] to standard output. Mirrors `asyncio.print_call_graph`.
  public static void printCallGraph() {
    printCallGraph(System.out);
  }

  /// Prints [#formatCallGraph()] to `out`.
  public static void printCallGraph(PrintStream out) {
    out.println(formatCallGraph());
  }

  /// Prints [#formatCallGraph(Future)] to standard output.
  public static void printCallGraph(Future<?> future) {
    printCallGraph(future, System.out);
  }

  /// Prints [#formatCallGraph(Future)] to `out`.
  public static void printCallGraph(Future<?> future, PrintStream out) {
    out.println(formatCallGraph(future));
  }

  /// Makes the call graph show that `waiter` awaits `future`, until that is done or
  /// [#futureDiscardFromAwaitedBy] is called. For libraries that link futures by callbacks of their
  /// own; jasyncio shows its own links by itself. Mirrors `asyncio.future_add_to_awaited_by`.
  public static void futureAddToAwaitedBy(Future<?> future, Future<?> waiter) {
    future.addAwaiter(Objects.requireNonNull(waiter, "waiter"));
  }

  /// Reverses [#futureAddToAwaitedBy]; does nothing if it was not called. Mirrors
  /// `asyncio.future_discard_from_awaited_by`.
  public static void futureDiscardFromAwaitedBy(Future<?> future, Future<?> waiter) {
    future.discardAwaiter(Objects.requireNonNull(waiter, "waiter"));
  }
}
