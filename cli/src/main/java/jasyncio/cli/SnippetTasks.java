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

/// A runner of snippets for a thread that is not the loop's: one after the other, each as a task of
/// the loop, and all in one context.
final class SnippetTasks {
  // time for a loop that is merely busy to react to a Ctrl-C
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final EventLoop loop;
  private final Context context = Context.copy();

  // set by the thread that runs the snippets
  private volatile boolean open;
  private volatile @Nullable Snippet running;

  // also set by the thread of a Ctrl-C
  private volatile boolean interrupted;

  SnippetTasks(EventLoop loop) {
    this.loop = loop;
  }

  /// Marks the beginning of a snippet: from now on until [#end()] it can be interrupted, even while
  /// it is compiled.
  void begin() {
    interrupted = false;
    open = true;
  }

  void end() {
    open = false;
  }

  /// Returns whether there was a Ctrl-C since [#begin()].
  boolean interrupted() {
    return interrupted;
  }

  /// Runs `body` to its end.
  ///
  /// @param name the name of the task
  /// @throws Interrupted if it was cancelled by [#interrupt()]
  /// @throws ExecutionException with the exception that it threw
  @Nullable String run(String name, Coroutine<@Nullable String> body)
      throws Interrupted, ExecutionException {
    var snippet = new Snippet(name, body);
    running = snippet; // written before reading the flag that interrupt() sets before it reads this
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

  /// The effect of a Ctrl-C.
  enum Reach {
    /// There is no snippet.
    NOBODY,
    /// It is, or will be, cancelled.
    SNIPPET,
    /// The loop does not react, in spite of all attempts.
    UNANSWERED,
    /// The loop does not react, and has not reacted to an earlier one.
    STUCK
  }

  /// Cancels the snippet between [#begin()] and [#end()]. If the loop does not react, because the
  /// snippet or another task blocks it, the blocking task is interrupted, too. Any thread.
  Reach interrupt() {
    if (!open) {
      return Reach.NOBODY;
    }
    interrupted = true;
    var snippet = running;
    return snippet == null ? Reach.SNIPPET : snippet.interrupt();
  }

  /// Thrown when a snippet was cancelled by a Ctrl-C.
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

    // the loop did not react, in spite of all attempts
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
          // a Ctrl-C that was meant for the reading of a line, and came too late
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
      if (isHeard(heard)) { // before, or just after, the flags were set here
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
