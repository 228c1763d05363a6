package jasyncio.cli;

import jasyncio.CancelledError;
import jasyncio.Context;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Task;
import jasyncio.TaskOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs snippets for a thread that is not the loop's, one after the other, each as a task of the
/// loop, and all in one context.
final class SnippetTasks {
  // for a loop that is merely busy to answer a Ctrl-C
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final EventLoop loop;
  private final Context context = Context.copy();

  // set by the thread that has snippets run
  private volatile boolean open;
  private volatile @Nullable Snippet running;

  // set by that of a Ctrl-C, too
  private volatile boolean interrupted;

  SnippetTasks(EventLoop loop) {
    this.loop = loop;
  }

  /// From now on until [#end()] there is something to interrupt, be it while it is compiled.
  void begin() {
    interrupted = false;
    open = true;
  }

  void end() {
    open = false;
  }

  /// Whether there was a Ctrl-C since [#begin()].
  boolean interrupted() {
    return interrupted;
  }

  /// Runs `body` to its end.
  ///
  /// @param name that of the task
  /// @throws Interrupted if it was cancelled by [#interrupt()]
  /// @throws ExecutionException with what it threw
  @Nullable String run(String name, Coroutine<@Nullable String> body)
      throws Interrupted, ExecutionException {
    var snippet = new Snippet(name, body);
    running = snippet; // before the look at what is set before the look at this
    try {
      if (interrupted) {
        throw new Interrupted();
      }
      loop.callSoonThreadsafe(snippet::start);
      return snippet.await();
    } catch (ExecutionException e) {
      if (interrupted && isInterruption(e.getCause())) {
        throw new Interrupted();
      }
      throw e;
    } finally {
      running = null;
    }
  }

  private static boolean isInterruption(@Nullable Throwable failure) {
    return failure instanceof CancelledError || failure instanceof InterruptedException;
  }

  /// What became of a Ctrl-C.
  enum Reach {
    /// There is no snippet.
    NOBODY,
    /// It is, or will be, cancelled.
    SNIPPET,
    /// The loop does not answer, whatever was done.
    UNANSWERED,
    /// Nor has it answered an earlier one.
    STUCK
  }

  /// Cancels what runs between [#begin()] and [#end()]. Where the loop does not answer, since the
  /// snippet or another task blocks it, what blocks is interrupted, too. Any thread.
  Reach interrupt() {
    if (!open) {
      return Reach.NOBODY;
    }
    interrupted = true;
    var snippet = running;
    return snippet == null ? Reach.SNIPPET : snippet.interrupt();
  }

  /// A snippet was cancelled by a Ctrl-C.
  static final class Interrupted extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final class Snippet implements Coroutine<@Nullable String> {
    private final String name;
    private final Coroutine<@Nullable String> body;
    private final CompletableFuture<@Nullable String> result = new CompletableFuture<>();

    // loop thread
    private @Nullable Task<@Nullable String> task;

    private volatile @Nullable Thread thread;

    // the loop did not answer, whatever was done
    private volatile boolean stuck;

    Snippet(String name, Coroutine<@Nullable String> body) {
      this.name = name;
      this.body = body;
    }

    void start() {
      var task = loop.createTask(this, TaskOptions.named(name).withContext(context));
      this.task = task;
      task.addDoneCallback(_ -> end(task));
      if (interrupted) {
        task.cancel();
      }
    }

    @Override
    public @Nullable String run() throws Exception {
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

    @Nullable String await() throws ExecutionException {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException _) {
          // by a Ctrl-C that was meant for the reading of a line, and came too late
          SnippetTasks.this.interrupt();
        }
      }
    }

    Reach interrupt() {
      if (stuck) {
        return Reach.STUCK;
      }
      var heard = new CountDownLatch(1);
      loop.callSoonThreadsafe(() -> hear(heard));
      if (!isHeard(heard)) {
        force(heard);
      }
      return stuck ? Reach.UNANSWERED : Reach.SNIPPET;
    }

    private void force(CountDownLatch heard) {
      Brake.pull(loop);
      var thread = this.thread;
      if (thread != null) {
        thread.interrupt();
      }
      stuck = true;
      if (isHeard(heard)) { // before, or just after, what was set here
        free();
      }
    }

    private void hear(CountDownLatch heard) {
      heard.countDown();
      free();
      if (task != null) {
        task.cancel();
      }
    }

    private void free() {
      Brake.release();
      stuck = false;
    }

    private boolean isHeard(CountDownLatch heard) {
      try {
        return heard.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return heard.getCount() == 0;
      }
    }

    @Override
    public String toString() {
      return "REPL";
    }
  }
}
