package jasyncio.cli;

import jasyncio.Context;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Task;
import jasyncio.TaskOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs snippets for a thread that is not the loop's, one after the other, each as a task of the
/// loop, and all in one context.
final class SnippetTasks {
  // for a loop that is merely busy to answer a Ctrl-C
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final EventLoop loop;
  private final Context context = Context.copy();
  private volatile @Nullable Snippet running;

  SnippetTasks(EventLoop loop) {
    this.loop = loop;
  }

  /// Runs `body` to its end.
  ///
  /// @throws Interrupted if it was cancelled by [#interrupt()]
  /// @throws ExecutionException with what it threw
  @Nullable String run(String name, Coroutine<@Nullable String> body)
      throws Interrupted, ExecutionException, InterruptedException {
    var snippet = new Snippet(name, body);
    running = snippet;
    try {
      loop.callSoonThreadsafe(snippet::start);
      return snippet.result.get();
    } catch (ExecutionException e) {
      if (snippet.endedByInterrupt()) {
        throw new Interrupted();
      }
      throw e;
    } finally {
      running = null;
    }
  }

  /// What became of a Ctrl-C.
  enum Reach {
    /// No snippet runs.
    NOBODY,
    /// It is, or will be, cancelled.
    SNIPPET,
    /// The loop has not answered an earlier one, and nothing helps.
    STUCK
  }

  /// Cancels the snippet that runs. Where its loop does not answer, since that snippet or another
  /// task blocks it, what blocks is interrupted, too. Any thread.
  Reach interrupt() {
    var snippet = running;
    return snippet == null ? Reach.NOBODY : snippet.interrupt();
  }

  /// A snippet was cancelled by a Ctrl-C.
  static final class Interrupted extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final class Snippet {
    private final String name;
    private final Coroutine<@Nullable String> body;
    final CompletableFuture<@Nullable String> result = new CompletableFuture<>();

    // loop thread
    private @Nullable Task<@Nullable String> task;

    private volatile @Nullable Thread thread;
    private volatile boolean interrupted;
    private volatile boolean stuck;

    Snippet(String name, Coroutine<@Nullable String> body) {
      this.name = name;
      this.body = body;
    }

    void start() {
      var task = loop.createTask(this::body, TaskOptions.named(name).withContext(context));
      this.task = task;
      task.addDoneCallback(_ -> end(task));
      if (interrupted) {
        task.cancel();
      }
    }

    private @Nullable String body() throws Exception {
      thread = Thread.currentThread();
      return body.run();
    }

    private void end(Task<@Nullable String> task) {
      try {
        result.complete(task.result());
      } catch (Throwable t) {
        result.completeExceptionally(t);
      }
    }

    boolean endedByInterrupt() {
      var failure = result.exceptionNow();
      return interrupted
          && (failure instanceof jasyncio.CancelledError || failure instanceof InterruptedException);
    }

    Reach interrupt() {
      if (stuck) {
        return Reach.STUCK;
      }
      interrupted = true;
      var heard = new CompletableFuture<@Nullable Void>();
      loop.callSoonThreadsafe(() -> hear(heard));
      if (!isDoneInTime(heard)) {
        force(heard);
      }
      return Reach.SNIPPET;
    }

    private void force(CompletableFuture<?> heard) {
      Brake.pull(loop);
      var thread = this.thread;
      if (thread != null) {
        thread.interrupt();
      }
      stuck = !isDoneInTime(heard);
      if (heard.isDone()) {
        Brake.release();
        stuck = false;
      }
    }

    private void hear(CompletableFuture<@Nullable Void> heard) {
      heard.complete(null);
      Brake.release();
      stuck = false;
      if (task != null) {
        task.cancel();
      }
    }

    private boolean isDoneInTime(CompletableFuture<?> heard) {
      try {
        heard.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("nobody interrupts a handler of signals", e);
      }
    }
  }
}
