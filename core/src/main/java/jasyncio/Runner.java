package jasyncio;

import jasyncio.internal.base.FirstFailure;
import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.loop.Await;
import jasyncio.internal.loop.CurrentLoop;
import jasyncio.internal.loop.KeyboardInterrupts;
import jasyncio.internal.loop.LoopThread;
import jasyncio.internal.observe.EndReport;
import jasyncio.internal.observe.LoopView;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A runner for several coroutines, one after the other, on one loop and in one context.
///
/// {@snippet lang="java":
/// try (var runner = new Runner()) {
///   runner.run(setUp());
///   runner.run(work());
/// }
/// }
///
/// [Asyncio#run(Coroutine)] is a runner used once. Belongs to one thread. Mirrors `asyncio.Runner`.
public final class Runner implements AutoCloseable {
  private static final Duration EXECUTOR_PATIENCE = Duration.ofMinutes(5); // as in asyncio

  private final RunOptions options;
  private @Nullable TaskLoop loop;
  private @Nullable Context context;
  private boolean closed;

  // the failure of the last run
  private @Nullable Throwable thrown;

  // number of Ctrl-C in the current run; loop thread only
  private int interrupts;

  /// A runner that makes its loop, with the defaults, at the first run.
  public Runner() {
    this(RunOptions.DEFAULTS);
  }

  /// A runner that makes its loop with `options`.
  public Runner(RunOptions options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /// Runs `awaitable` to its end, in a task of its own, and returns its value; a failure is thrown
  /// as the same instance. Mirrors `Runner.run`, of Python 3.14.
  ///
  /// Ctrl-C, or an interrupt of this thread, cancels that task; a second Ctrl-C ends the program.
  ///
  /// @param awaitable a coroutine, or a future of this runner's loop
  /// @throws IllegalStateException if a loop already runs in this thread, the runner is closed, or
  ///   the future belongs to another loop
  /// @throws KeyboardInterrupt if the task ended because of Ctrl-C
  public <T extends @Nullable Object> T run(Awaitable<T> awaitable) {
    return run(awaitable, null);
  }

  /// Like [#run(Awaitable)], in `context` itself; null means the context that this runner keeps.
  public <T extends @Nullable Object> T run(Awaitable<T> awaitable, @Nullable Context context) {
    Objects.requireNonNull(awaitable, "awaitable");
    LoopThread running = LoopThread.current();
    if (running != null) {
      throw new IllegalStateException(
          "run() cannot be called from " + running + ", which runs in this thread: await instead");
    }
    TaskLoop loop = loop();
    Context where = context != null ? context : Objects.requireNonNull(this.context);
    Task<T> main = loop.createTask(asCoroutine(awaitable), TaskOptions.DEFAULTS.withContext(where));
    return runInterruptibly(loop, main);
  }

  private static <T extends @Nullable Object> Coroutine<T> asCoroutine(Awaitable<T> awaitable) {
    return switch (awaitable) {
      case Coroutine<T> coroutine -> coroutine;
      case Future<T> future -> () -> Await.await(future);
    };
  }

  /// Like [#run(Awaitable)], also for a lambda.
  public <T extends @Nullable Object> T run(Coroutine<T> coroutine) {
    return run(coroutine, null);
  }

  /// Like [#run(Awaitable, Context)], also for a lambda.
  public <T extends @Nullable Object> T run(Coroutine<T> coroutine, @Nullable Context context) {
    Objects.requireNonNull(coroutine, "coroutine");
    return run((Awaitable<T>) coroutine, context);
  }

  /// Like [#run(Coroutine)], for a body without a value.
  public void run(Action body) {
    run(Coroutine.of(body), null);
  }

  /// Like [#run(Coroutine, Context)], for a body without a value.
  public void run(Action body, @Nullable Context context) {
    run(Coroutine.of(body), context);
  }

  private <T extends @Nullable Object> T runInterruptibly(TaskLoop loop, Task<T> main) {
    interrupts = 0;
    Runnable interrupted = () -> interrupt(main);
    loop.setInterruptHandler(interrupted);
    try (var _ = KeyboardInterrupts.handledBy(() -> loop.callSoonThreadsafe(interrupted))) {
      return loop.runUntilComplete(main);
    } catch (CancelledError e) {
      if (interrupts > 0 && main.uncancel() == 0) {
        throw new KeyboardInterrupt();
      }
      throw e;
    } catch (Throwable t) {
      thrown = t;
      throw t;
    } finally {
      loop.setInterruptHandler(null);
    }
  }

  private void interrupt(Task<?> main) {
    if (main.cancelFor(CancelRequest.by("an interrupt of run()", "interrupted"))) {
      interrupts++;
    }
  }

  /// The runner's loop. Mirrors `Runner.get_loop`.
  ///
  /// @throws IllegalStateException if the runner is closed
  public EventLoop getLoop() {
    return loop();
  }

  private TaskLoop loop() {
    if (closed) {
      throw new IllegalStateException("Runner is closed: make another");
    }
    TaskLoop loop = this.loop;
    if (loop == null) {
      loop = (TaskLoop) options.newLoop();
      this.loop = loop;
      this.context = Context.copy();
      CurrentLoop.set(loop);
    }
    return loop;
  }

  /// Cancels the remaining tasks, waits for them, and closes the loop. Closing again does nothing.
  /// Tasks that have not ended after five seconds are logged, with their stacks. Mirrors
  /// `Runner.close`.
  @Override
  public void close() {
    closed = true;
    TaskLoop loop = this.loop;
    if (loop == null) {
      return;
    }
    this.loop = null;
    FirstFailure failure = new FirstFailure();
    failure.run(() -> endAll(loop));
    CurrentLoop.set(null);
    failure.run(loop::close);
    failure.throwUnless(thrown); // try-with-resources cannot suppress an exception by itself
  }

  private static void endAll(TaskLoop loop) {
    cancelAll(loop);
    loop.runUntilComplete(loop.shutdownAsyncgens());
    loop.runUntilComplete(loop.shutdownDefaultExecutor(EXECUTOR_PATIENCE));
  }

  private static void cancelAll(TaskLoop loop) {
    Set<Task<?>> left = loop.tasks();
    if (left.isEmpty()) {
      return;
    }
    CancelRequest ending = CancelRequest.by("run(), which ends", "run() is ending");
    left.forEach(task -> task.cancelFor(ending));
    try (var _ = new EndReport(LoopView.of(loop))) {
      loop.runUntilComplete(Gather.outcomes(loop, left));
    }
    for (Task<?> task : left) {
      Throwable failure = task.cancelled() ? null : task.exception();
      if (failure != null) {
        loop.callExceptionHandler(
            ExceptionContext.of("unhandled exception during run() shutdown", failure)
                .withFuture(task));
      }
    }
  }
}
