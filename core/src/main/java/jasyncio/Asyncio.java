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
/// Unless it says otherwise, a function belongs to a coroutine, or a callback, of a running loop.
/// Those that return a [Coroutine] do nothing until that is awaited or made a task. Mirrors the
/// top-level names of Python's `asyncio`.
public final class Asyncio {
  // made once: loops that yield await it in every round
  private static final Coroutine<Void> YIELD_TURN = Coroutine.of(() -> TaskLoop.awaiter().yieldTurn());

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

  /// Gives what `awaitable` gives; what it fails with is thrown here, as the same instance, checked
  /// or not.
  ///
  /// A [Coroutine] runs inline, in this task, without a switch. Of a [Future] that is done the value
  /// is there at once; else the task is suspended, and the loop runs others until it is done.
  /// Cancelling the task meanwhile cancels the future; [#shield(Awaitable)] keeps it from that.
  /// Mirrors `await`.
  ///
  /// @throws CancelledError if this task, or the future, was cancelled
  /// @throws IllegalStateException if the caller is no coroutine, if the future belongs to another
  ///     loop, or if a native frame or class initializer keeps this one from being suspended
  public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
    return Await.await(awaitable);
  }

  /// As [#await(Awaitable)], for the stages of other libraries (`HttpClient.sendAsync`, …).
  /// Cancelling this task cancels the stage's [CompletableFuture].
  public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return TaskLoop.await(stage);
  }

  /// As [#await(Awaitable)], and lets the compiler know of a checked exception that it may throw.
  ///
  /// @throws X if `awaitable` fails with it
  public static <T extends @Nullable Object, X extends Exception> T await(
      Awaitable<T> awaitable, Class<X> mayThrow) throws X {
    Objects.requireNonNull(mayThrow, "mayThrow");
    return await(awaitable);
  }

  /// Suspends the current task for `delay`; zero or less lets everything that is ready run once.
  /// Mirrors `asyncio.sleep`.
  @CheckReturnValue
  public static Coroutine<Void> sleep(Duration delay) {
    return Objects.requireNonNull(delay, "delay").isPositive()
        ? sleep(delay, Unit.VALUE)
        : YIELD_TURN;
  }

  /// As [#sleep(Duration)], and gives `result`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> sleep(Duration delay, T result) {
    long nanos = Durations.nanos(Objects.requireNonNull(delay, "delay"));
    return () -> {
      Task<?> task = TaskLoop.awaiter();
      if (nanos <= 0) {
        task.yieldTurn();
      } else {
        Sleep.await(task, nanos);
      }
      return result;
    };
  }

  /// A generator that `body` feeds; see [AsyncGenerator]. Mirrors an `async def` with `yield`.
  public static <T> AsyncGenerator<T> asyncGenerator(AsyncGenerator.Body<T> body) {
    return new AsyncGenerator<>(body);
  }

  // Tier 2: event loop

  /// Runs `main` as a program: makes a loop, runs `main` on it as a task, gives its value (or throws
  /// what it failed with), cancels what is left and waits for it, and closes the loop. Mirrors
  /// `asyncio.run`.
  ///
  /// Ctrl-C, or an interrupt of this thread, cancels `main`; a second Ctrl-C ends the program.
  ///
  /// The loop has a thread of its own, and the calling one waits for it. So do not call this while
  /// holding a lock that `main` needs, nor in the initializer of a class that `main` uses.
  ///
  /// @throws IllegalStateException if a loop already runs in this thread
  /// @throws KeyboardInterrupt if `main` ended because of Ctrl-C
  public static <T extends @Nullable Object> T run(Coroutine<T> main) {
    return run(main, RunOptions.DEFAULTS);
  }

  /// As [#run(Coroutine)], for a body without a value.
  public static void run(Action main) {
    run(Coroutine.of(main), RunOptions.DEFAULTS);
  }

  /// As [#run(Coroutine)], with debug mode or another loop.
  public static <T extends @Nullable Object> T run(Coroutine<T> main, RunOptions options) {
    try (Runner runner = new Runner(options)) {
      return runner.run(main);
    }
  }

  /// As [#run(Coroutine, RunOptions)], for a body without a value.
  public static void run(Action main, RunOptions options) {
    run(Coroutine.of(main), options);
  }

  /// The loop that runs the caller. Mirrors `asyncio.get_running_loop`.
  ///
  /// @throws IllegalStateException if none does
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

  /// Sets what [#getEventLoop()] gives in this thread while no loop runs in it; null unsets it.
  /// Mirrors `asyncio.set_event_loop`.
  public static void setEventLoop(@Nullable EventLoop loop) {
    CurrentLoop.set(loop);
  }

  /// A new loop with the defaults; who makes it closes it. Mirrors `asyncio.new_event_loop`.
  public static EventLoop newEventLoop() {
    return newEventLoop(LoopOptions.DEFAULTS);
  }

  /// A new loop as `options` say.
  ///
  /// @throws IllegalStateException if they ask for the carrier engine and this JVM keeps that shut
  public static EventLoop newEventLoop(LoopOptions options) {
    return new SelectorEventLoop(options);
  }

  // Tier 3: futures

  /// `awaitable` itself if it is a future, else a new task for it. Mirrors `asyncio.ensure_future`.
  public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
    return Futures.ensure(Objects.requireNonNull(awaitable, "awaitable"));
  }

  /// A future of the current loop that completes with `stage`, from whatever thread; cancelling it
  /// cancels the stage's [CompletableFuture]. Mirrors `asyncio.wrap_future`.
  public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
    return Stages.wrap(TaskLoop.ofThread(), stage);
  }

  /// As [#wrapFuture(CompletionStage)].
  public static <T extends @Nullable Object> Future<T> wrapFuture(CompletableFuture<T> future) {
    return wrapFuture((CompletionStage<T>) future);
  }

  /// As [#wrapFuture(CompletionStage)], for a future that does not tell when it is done: a virtual
  /// thread waits for it.
  public static <T extends @Nullable Object> Future<T> wrapFuture(
      java.util.concurrent.Future<T> future) {
    return Stages.waitFor(TaskLoop.ofThread(), Objects.requireNonNull(future, "future"));
  }

  /// `future` itself, which belongs to a loop already.
  public static <T extends @Nullable Object> Future<T> wrapFuture(Future<T> future) {
    return Objects.requireNonNull(future, "future");
  }

  // Tier 4: tasks

  /// Schedules `coroutine` as a task of the running loop; it begins in the next turn. Mirrors
  /// `asyncio.create_task`.
  public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
    return TaskLoop.ofTask().createTask(coroutine);
  }

  /// As [#createTask(Coroutine)], for a body without a value.
  public static Task<Void> createTask(Action body) {
    return TaskLoop.ofTask().createTask(Coroutine.of(body));
  }

  /// As [#createTask(Coroutine)], with a name, a context or an eager start.
  public static <T extends @Nullable Object> Task<T> createTask(
      Coroutine<T> coroutine, TaskOptions options) {
    return TaskLoop.ofTask().createTask(coroutine, options);
  }

  /// As [#createTask(Coroutine, TaskOptions)], for a body without a value.
  public static Task<Void> createTask(Action body, TaskOptions options) {
    return TaskLoop.ofTask().createTask(Coroutine.of(body), options);
  }

  /// The task that the caller runs in, or null in a callback. Mirrors `asyncio.current_task`.
  ///
  /// @throws IllegalStateException if no loop runs the caller
  public static @Nullable Task<?> currentTask() {
    return TaskLoop.ofTask().currentTask();
  }

  /// The task that `loop` runs now, or null; on its thread, or while it does not run. Without a
  /// loop, as [#currentTask()].
  public static @Nullable Task<?> currentTask(@Nullable EventLoop loop) {
    return loop == null ? currentTask() : ((TaskLoop) loop).currentTask();
  }

  /// The unfinished tasks of the running loop, oldest first. Mirrors `asyncio.all_tasks`.
  public static Set<Task<?>> allTasks() {
    return TaskLoop.ofTask().tasks();
  }

  /// The unfinished tasks of `loop`, oldest first; on its thread, or while it does not run.
  public static Set<Task<?>> allTasks(EventLoop loop) {
    return ((TaskLoop) loop).tasks();
  }

  /// Runs all at once and gives their values in the order given; fails as soon as one fails, while
  /// the others go on. Cancelling it cancels those that are not done. Mirrors `asyncio.gather`.
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Awaitable<? extends T>... awaitables) {
    return Gather.values(Arrays.asList(awaitables));
  }

  /// As [#gather(Awaitable...)].
  public static <T extends @Nullable Object> Future<List<T>> gather(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return Gather.values(awaitables);
  }

  /// Runs all at once and gives how each ended, in the order given. Mirrors `asyncio.gather` with
  /// `return_exceptions=True`.
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Awaitable<? extends T>... awaitables) {
    return Gather.outcomes(Arrays.asList(awaitables));
  }

  /// As [#gatherOutcomes(Awaitable...)].
  public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
      Collection<? extends Awaitable<? extends T>> awaitables) {
    return Gather.outcomes(awaitables);
  }

  /// Waits until all are done. They go on if this wait is cancelled. Mirrors `asyncio.wait`.
  ///
  /// @throws IllegalArgumentException if there are none
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures) {
    return Waiting.on(futures, ReturnWhen.ALL_COMPLETED, null);
  }

  /// As [#waitOn(Collection)], until `when`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures, ReturnWhen when) {
    return Waiting.on(futures, when, null);
  }

  /// As [#waitOn(Collection)], at most for `timeout`, which does not throw.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures, @Nullable Duration timeout) {
    return Waiting.on(futures, ReturnWhen.ALL_COMPLETED, timeout);
  }

  /// As [#waitOn(Collection)], until `when`, at most for `timeout`, which does not throw.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<Waited<T>> waitOn(
      Collection<? extends Future<T>> futures, ReturnWhen when, @Nullable Duration timeout) {
    return Waiting.on(futures, when, timeout);
  }

  /// Awaits `awaitable`, at most for `timeout`; then cancels it, waits until it has ended, and throws
  /// [TimeoutException]. A value that was there in time is given. Null means no limit; with zero or
  /// less, a coroutine does not even begin. Mirrors `asyncio.wait_for`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> waitFor(
      Awaitable<T> awaitable, @Nullable Duration timeout) {
    Objects.requireNonNull(awaitable, "awaitable");
    return timeout != null && !timeout.isPositive()
        ? () -> WaitFor.noTime(awaitable, timeout)
        : Timeout.within(timeout, _ -> await(awaitable));
  }

  /// Awaits `body`, which is cancelled once `delay` has passed: the await of the result then throws
  /// [TimeoutException]. Null means no limit. Mirrors `async with asyncio.timeout(delay)`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeout(
      @Nullable Duration delay, Coroutine<T> body) {
    Objects.requireNonNull(body, "body");
    return Timeout.within(delay, _ -> body.run());
  }

  /// As [#timeout(Duration, Coroutine)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeout(@Nullable Duration delay, Action body) {
    return timeout(delay, Coroutine.of(body));
  }

  /// As [#timeout(Duration, Coroutine)], for a body that moves its limit.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeout(
      @Nullable Duration delay, Timeout.Body<T> body) {
    return Timeout.within(delay, Objects.requireNonNull(body, "body"));
  }

  /// As [#timeout(Duration, Timeout.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeout(@Nullable Duration delay, Timeout.VoidBody body) {
    return Timeout.within(delay, valued(body));
  }

  /// As [#timeout(Duration, Coroutine)], until `when` on the loop's clock ([EventLoop#time()],
  /// nanoseconds). Mirrors `async with asyncio.timeout_at(when)`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeoutAt(
      long when, Coroutine<T> body) {
    Objects.requireNonNull(body, "body");
    return Timeout.at(when, _ -> body.run());
  }

  /// As [#timeoutAt(long, Coroutine)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeoutAt(long when, Action body) {
    return timeoutAt(when, Coroutine.of(body));
  }

  /// As [#timeoutAt(long, Coroutine)], for a body that moves its limit.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> timeoutAt(
      long when, Timeout.Body<T> body) {
    return Timeout.at(when, Objects.requireNonNull(body, "body"));
  }

  /// As [#timeoutAt(long, Timeout.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> timeoutAt(long when, Timeout.VoidBody body) {
    return Timeout.at(when, valued(body));
  }

  private static Timeout.Body<Void> valued(Timeout.VoidBody body) {
    Objects.requireNonNull(body, "body");
    return timeout -> {
      body.execute(timeout);
      return Unit.VALUE;
    };
  }

  /// A future that follows `awaitable` and can be cancelled without it. Mirrors `asyncio.shield`.
  public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
    return Shield.of(Objects.requireNonNull(awaitable, "awaitable"));
  }

  /// Runs all at once and hands out a future for each, in the order in which they finish: the first
  /// that is awaited gets what finishes first. Mirrors the plain form of `asyncio.as_completed`.
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
      Collection<? extends Awaitable<T>> awaitables) {
    return new AsCompleted<>(awaitables, null).placeholders();
  }

  /// As [#asCompleted(Collection)]; what has not finished after `timeout` goes on, and the futures
  /// for it fail with [TimeoutException].
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
      Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
    return new AsCompleted<>(awaitables, timeout).placeholders();
  }

  /// Runs all at once and hands out each when it is done: a future or task itself, so that a program
  /// can tell which it was, and a task for any other coroutine. The loop over them awaits the next.
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

  /// As [#asCompletedTasks(Collection)]; the step to what has not finished after `timeout` throws
  /// [TimeoutException], and that goes on.
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompletedTasks(
      Collection<? extends Awaitable<T>> awaitables, @Nullable Duration timeout) {
    return new AsCompleted<>(awaitables, timeout).futures();
  }

  /// A scope that ends when all tasks made in it have ended; see [TaskGroup]. Gives the value of
  /// `body`, or null if [TaskGroup#cancel()] ended it. Mirrors `async with asyncio.TaskGroup()`.
  ///
  /// Awaiting throws an [ExceptionGroup] if a task, or `body`, failed.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> taskGroup(TaskGroup.Body<T> body) {
    return taskGroup(TaskGroupOptions.DEFAULTS, body);
  }

  /// As [#taskGroup(TaskGroup.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> taskGroup(TaskGroup.VoidBody body) {
    return taskGroup(TaskGroupOptions.DEFAULTS, body);
  }

  /// As [#taskGroup(TaskGroup.Body)], with a limit or supervision.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> taskGroup(
      TaskGroupOptions options, TaskGroup.Body<T> body) {
    return TaskGroup.scope(
        Objects.requireNonNull(options, "options"), Objects.requireNonNull(body, "body"));
  }

  /// As [#taskGroup(TaskGroupOptions, TaskGroup.Body)], for a body without a value.
  @CheckReturnValue
  public static Coroutine<Void> taskGroup(TaskGroupOptions options, TaskGroup.VoidBody body) {
    Objects.requireNonNull(body, "body");
    return TaskGroup.scope(
        Objects.requireNonNull(options, "options"),
        group -> {
          body.execute(group);
          return Unit.VALUE;
        });
  }

  /// Applies `function` to all items, to at most `limit` of them at a time, and gives the results in
  /// the order of the items. Items are taken as they are needed. If one fails, the others are
  /// cancelled, and an [ExceptionGroup] is thrown. Beyond asyncio.
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

  /// Runs all at once and gives the value of the first that succeeds; the others are cancelled, and
  /// have ended when this returns. Throws an [ExceptionGroup] if all fail. Beyond asyncio.
  @CheckReturnValue
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> Coroutine<T> race(
      Coroutine<? extends T>... contenders) {
    return Race.of(Arrays.asList(contenders));
  }

  /// As [#race(Coroutine...)].
  ///
  /// @throws IllegalArgumentException if there are none
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> race(
      Collection<? extends Coroutine<? extends T>> contenders) {
    return Race.of(contenders);
  }

  /// Runs `coroutine` as a task of `loop`, from any other thread. Cancelling the future given cancels
  /// the task. Mirrors `asyncio.run_coroutine_threadsafe`.
  public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
      Coroutine<T> coroutine, EventLoop loop) {
    return Stages.submit(
        Objects.requireNonNull(coroutine, "coroutine"), Objects.requireNonNull(loop, "loop"));
  }

  /// As [#runCoroutineThreadsafe(Coroutine, EventLoop)], for a body without a value.
  public static CompletableFuture<Void> runCoroutineThreadsafe(Action body, EventLoop loop) {
    return runCoroutineThreadsafe(Coroutine.of(body), loop);
  }

  /// Makes tasks that begin at once, inside the call that creates them: what need not wait costs no
  /// turn of the loop. For [EventLoop#setTaskFactory(TaskFactory)]. Mirrors
  /// `asyncio.eager_task_factory`.
  public static TaskFactory eagerTaskFactory() {
    return EagerTaskFactory.PLAIN;
  }

  /// Tasks of `factory` that begin at once. Mirrors `asyncio.create_eager_task_factory`.
  public static TaskFactory createEagerTaskFactory(TaskFactory factory) {
    return new EagerTaskFactory(Objects.requireNonNull(factory, "factory"));
  }

  // Tier 5: threads

  /// Calls `body` in a thread of the loop's default executor, in a copy of the current context; for
  /// what would block the loop: file reads, native code, long computations. Cancelling interrupts it.
  /// Mirrors `asyncio.to_thread`.
  @CheckReturnValue
  public static <T extends @Nullable Object> Coroutine<T> toThread(Callable<T> body) {
    Objects.requireNonNull(body, "body");
    return () -> {
      Context context = Context.copy();
      return await(TaskLoop.ofTask().runInExecutor(null, () -> context.run(body)));
    };
  }

  /// As [#toThread(Callable)], for a body without a value.
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

  /// Starts a program, found by the PATH unless its name has a slash. It has the standard streams of
  /// this program; [#createSubprocessExec(List, SubprocessOptions)] can give it pipes. Mirrors
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

  /// Lets `/bin/sh` run a line, with the standard streams of this program. Mirrors
  /// `asyncio.create_subprocess_shell`.
  @CheckReturnValue
  public static Coroutine<Subprocess> createSubprocessShell(String command) {
    return createSubprocessShell(command, SubprocessOptions.DEFAULTS);
  }

  /// As [#createSubprocessShell(String)], with the standard streams, and all else, as `options` say.
  /// What comes from elsewhere, such as file names, must be quoted in the line.
  ///
  /// @see EventLoop#subprocessShell
  @CheckReturnValue
  public static Coroutine<Subprocess> createSubprocessShell(
      String command, SubprocessOptions options) {
    Objects.requireNonNull(command, "command");
    return () -> await(SubprocessStreams.shell(TaskLoop.ofTask(), command, options));
  }

  // Tier 6: queues

  /// Gets an item from the first of `queues` that has one; of several that do, from the one named
  /// first. Suspends while all are empty. Exactly one item is taken, and none if this is cancelled.
  /// Beyond asyncio.
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

  /// As [#select(Queue...)].
  ///
  /// @throws IllegalArgumentException if there are none
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

  /// As [#openConnection(String, int)], with options.
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

  /// As [#startServer(ClientConnected, String, int)], with options.
  @CheckReturnValue
  public static Coroutine<Server> startServer(
      ClientConnected connected, @Nullable String host, int port, ServerOptions options) {
    List<String> hosts = List.of(host == null ? "" : host);
    return startServerOn(connected, hosts, port, options);
  }

  /// As [#startServer(ClientConnected, String, int, ServerOptions)], on each of several hosts.
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

  /// As [#openUnixConnection(Path)], with options.
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

  /// As [#startUnixServer(ClientConnected, Path)], with options.
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

  /// As [#openDatagram(SocketAddress, SocketAddress)], with options.
  @CheckReturnValue
  public static Coroutine<DatagramEndpoint> openDatagram(
      @Nullable SocketAddress local, @Nullable SocketAddress remote, DatagramOptions options) {
    return () -> await(DatagramEndpoint.open(TaskLoop.ofTask(), local, remote, options));
  }

  // Introspection

  /// Who awaits the current task, and who awaits those; null in a callback. Mirrors
  /// `asyncio.capture_call_graph`.
  ///
  /// @throws IllegalStateException if no loop runs the caller
  public static @Nullable FutureCallGraph captureCallGraph() {
    Task<?> task = currentTask();
    return task == null ? null : CallGraph.of(task, Integer.MAX_VALUE);
  }

  /// Who awaits `future`, and who awaits those, with the stacks of the tasks among them. Belongs to
  /// the future's loop.
  public static FutureCallGraph captureCallGraph(Future<?> future) {
    return captureCallGraph(future, Integer.MAX_VALUE);
  }

  /// As [#captureCallGraph(Future)], with at most `limit` frames of each stack: the innermost; those
  /// where the coroutine began if `limit` is negative.
  public static FutureCallGraph captureCallGraph(Future<?> future, int limit) {
    return CallGraph.of(Objects.requireNonNull(future, "future"), limit);
  }

  /// [#captureCallGraph()] as text; empty in a callback. Mirrors `asyncio.format_call_graph`.
  ///
  /// @throws IllegalStateException if no loop runs the caller
  public static String formatCallGraph() {
    Task<?> task = currentTask();
    return task == null ? "" : formatCallGraph(task);
  }

  /// [#captureCallGraph(Future)] as text.
  public static String formatCallGraph(Future<?> future) {
    return formatCallGraph(future, Integer.MAX_VALUE);
  }

  /// [#captureCallGraph(Future, int)] as text.
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
  /// [#futureDiscardFromAwaitedBy] takes it back. For libraries that link futures by callbacks of
  /// their own; what jasyncio links it shows by itself. Mirrors `asyncio.future_add_to_awaited_by`.
  public static void futureAddToAwaitedBy(Future<?> future, Future<?> waiter) {
    future.addAwaiter(Objects.requireNonNull(waiter, "waiter"));
  }

  /// Takes back what [#futureAddToAwaitedBy] did; does nothing if it was not called. Mirrors
  /// `asyncio.future_discard_from_awaited_by`.
  public static void futureDiscardFromAwaitedBy(Future<?> future, Future<?> waiter) {
    future.discardAwaiter(Objects.requireNonNull(waiter, "waiter"));
  }
}
