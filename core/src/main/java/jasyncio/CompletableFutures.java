package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import jasyncio.internal.loop.Droppable;
import jasyncio.internal.loop.OutsideTask;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Converts between futures of a loop, which belong to its thread, and [CompletableFuture]s, which
/// belong to no thread.
final class CompletableFutures {
  private CompletableFutures() {}

  /// A future that completes with `stage`, and whose cancellation cancels it.
  static <T extends @Nullable Object> Future<T> wrap(TaskLoop loop, CompletionStage<T> stage) {
    CompletableFuture<T> source = Objects.requireNonNull(stage, "stage").toCompletableFuture();
    Future<T> future = new Waiter<>(loop, "await", source);
    if (source.isDone()) {
      copy(source, future);
      return future;
    }
    var _ =
        source.whenComplete((_, _) -> loop.callSoonThreadsafeIfOpen(() -> copy(source, future)));
    future.addDoneCallback(done -> {
      if (done.cancelled()) {
        source.cancel(true); // as an HTTP client needs it, to end its exchange
      }
    });
    return future;
  }

  /// A future that completes with `source`, for which a thread waits, and whose cancellation
  /// cancels it.
  static <T extends @Nullable Object> Future<T> waitFor(
      TaskLoop loop, java.util.concurrent.Future<T> source) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual().name("jasyncio-wrapped-future").unstarted(() -> copy(source, stage));
    OutsideTask.run(waiting::start);
    Future<T> future = wrap(loop, stage);
    future.addDoneCallback(done -> {
      if (done.cancelled()) {
        source.cancel(true);
      }
    });
    return future;
  }

  private static <T extends @Nullable Object> void copy(
      java.util.concurrent.Future<T> source, CompletableFuture<T> stage) {
    try {
      stage.complete(source.get());
    } catch (ExecutionException e) {
      stage.completeExceptionally(Objects.requireNonNullElse(e.getCause(), e));
    } catch (CancellationException | InterruptedException e) {
      stage.cancel(false);
    } catch (Throwable t) {
      stage.completeExceptionally(t);
    }
  }

  private static <T extends @Nullable Object> void copy(
      CompletableFuture<T> source, Future<T> future) {
    if (future.done()) {
      return;
    }
    switch (source.state()) {
      case SUCCESS -> future.complete(source.resultNow());
      case CANCELLED -> future.cancel();
      case FAILED, RUNNING -> future.fail(unwrapped(source.exceptionNow()));
    }
  }

  /// The failure of a stage, without the wrapper that dependent stages put around it.
  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /// A promise to other threads of the outcome of `future`; cancelling it cancels `future`. Loop
  /// thread only.
  static <T extends @Nullable Object> CompletableFuture<T> of(Future<T> future) {
    CompletableFuture<T> promise = new CompletableFuture<>();
    link(future, promise);
    return promise;
  }

  /// Runs `coroutine` on `loop`. Any thread.
  static <T extends @Nullable Object> CompletableFuture<T> submit(
      Coroutine<T> coroutine, EventLoop loop) {
    Submission<T> submission = new Submission<>(coroutine, (TaskLoop) loop);
    loop.callSoonThreadsafe(submission);
    return submission.promise;
  }

  /// A coroutine on its way to its loop from another thread.
  private static final class Submission<T extends @Nullable Object> implements Droppable {
    private final Coroutine<T> coroutine;
    private final TaskLoop loop;
    private final CompletableFuture<T> promise = new CompletableFuture<>();

    Submission(Coroutine<T> coroutine, TaskLoop loop) {
      this.coroutine = Objects.requireNonNull(coroutine, "coroutine");
      this.loop = Objects.requireNonNull(loop, "loop");
    }

    @Override
    public void run() {
      if (promise.isDone()) {
        return;
      }
      try {
        link(loop.createTask(coroutine), promise);
      } catch (Throwable t) {
        promise.completeExceptionally(t);
        throw t;
      }
    }

    @Override
    public void dropped() {
      promise.completeExceptionally(closed(loop));
    }
  }

  private static <T extends @Nullable Object> void link(
      Future<T> future, CompletableFuture<T> promise) {
    Link<T> link = new Link<>(future, promise);
    if (future.loop.isClosed()) {
      link.loopClosed();
      return;
    }
    future.loop.promises().add(link);
    future.addDoneCallback(link);
    var _ = promise.whenComplete((_, failure) -> link.cancelIfCancelled(failure));
  }

  private static IllegalStateException closed(TaskLoop loop) {
    return new IllegalStateException(loop + " was closed before the work ended");
  }

  /// The bond between a future and the promise of its outcome. The loop keeps it until it is
  /// fulfilled, so that no promise stays open when the loop closes. Loop thread, or the thread that
  /// closes the loop.
  static final class Link<T extends @Nullable Object> implements Consumer<Future<T>> {
    private final Future<T> future;
    private final CompletableFuture<T> promise;

    private Link(Future<T> future, CompletableFuture<T> promise) {
      this.future = future;
      this.promise = promise;
    }

    /// Called when the future is done.
    @Override
    public void accept(Future<T> done) {
      future.loop.promises().remove(this);
      fulfil();
    }

    /// Called when the loop has closed, so that no callback runs any more.
    void loopClosed() {
      if (future.done()) {
        fulfil();
      } else {
        promise.completeExceptionally(closed(future.loop));
      }
    }

    private void fulfil() {
      if (future.cancelled()) {
        promise.cancel(false);
      } else if (future.failed()) {
        if (promise.completeExceptionally(future.failure())) {
          var _ = future.exception(); // a promise that was cancelled retrieves nothing
        }
      } else {
        promise.complete(future.result());
      }
    }

    /// Any thread.
    private void cancelIfCancelled(@Nullable Throwable failure) {
      if (failure instanceof CancellationException) {
        CancelRequest request = future.loop.newRequest(null);
        future.loop.callSoonThreadsafeIfOpen(() -> future.cancelFor(request));
      }
    }
  }
}
