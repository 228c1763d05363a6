package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Between futures of a loop, which belong to its thread, and [CompletableFuture]s, which belong to
/// all.
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
    Thread.ofVirtual()
        .name("jasyncio-wrapped-future")
        .start(() -> {
          try {
            stage.complete(source.get());
          } catch (ExecutionException e) {
            stage.completeExceptionally(Objects.requireNonNullElse(e.getCause(), e));
          } catch (CancellationException | InterruptedException e) {
            stage.cancel(false);
          }
        });
    Future<T> future = wrap(loop, stage);
    future.addDoneCallback(done -> {
      if (done.cancelled()) {
        source.cancel(true);
      }
    });
    return future;
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

  /// What a stage failed with, without the wrapper that dependent stages put around it.
  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /// What `future` comes to, for other threads; cancelling that cancels `future`. Loop thread only.
  static <T extends @Nullable Object> CompletableFuture<T> of(Future<T> future) {
    CompletableFuture<T> target = new CompletableFuture<>();
    link(future, target);
    return target;
  }

  /// Runs `coroutine` on `loop`. Any thread.
  static <T extends @Nullable Object> CompletableFuture<T> submit(
      Coroutine<T> coroutine, EventLoop loop) {
    CompletableFuture<T> target = new CompletableFuture<>();
    loop.callSoonThreadsafe(() -> {
      if (target.isDone()) {
        return;
      }
      try {
        link(loop.createTask(coroutine), target);
      } catch (Throwable t) {
        target.completeExceptionally(t);
        throw t;
      }
    });
    return target;
  }

  private static <T extends @Nullable Object> void link(
      Future<T> future, CompletableFuture<T> target) {
    future.addDoneCallback(done -> copy(done, target));
    var _ =
        target.whenComplete((_, failure) -> {
          if (failure instanceof CancellationException) {
            CancelRequest request = future.loop.requestToCancel(null);
            future.loop.callSoonThreadsafeIfOpen(() -> future.cancelFor(request));
          }
        });
  }

  private static <T extends @Nullable Object> void copy(
      Future<T> done, CompletableFuture<T> target) {
    if (done.cancelled()) {
      target.cancel(false);
    } else if (done.failed()) {
      target.completeExceptionally(Objects.requireNonNull(done.exception()));
    } else {
      target.complete(done.result());
    }
  }
}
