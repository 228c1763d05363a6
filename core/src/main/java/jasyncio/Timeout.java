package jasyncio;

import jasyncio.internal.base.Durations;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.graph.CancelRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A time limit on a part of a task; see [Asyncio#timeout(Duration, Body)].
///
/// When the limit passes, the task is cancelled at its current await; leaving the scope turns that
/// into [TimeoutException]. A value that was available in time is not lost: the cancellation is
/// then thrown at the next await, if there is one. Other requests to cancel pass through.
///
/// Mirrors `asyncio.Timeout`. Belongs to the task whose scope it limits.
public final class Timeout {
  // a chain of causes may be a ring
  private static final int MOST_CAUSES = 100;

  /// The part of a task that is limited, with a value.
  ///
  /// @param <T> the type of the value
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> extends VoidBody {
    /// Runs within the limit.
    ///
    /// @param timeout the limit, which can be moved
    /// @throws Exception any failure of the body
    T run(Timeout timeout) throws Exception;

    /// Runs the body like [#run(Timeout)], without the value. This method makes the type a subtype
    /// of [VoidBody]; if an expression could be a body of either type, the compiler then chooses
    /// the one with a value.
    @Override
    default void execute(Timeout timeout) throws Exception {
      run(timeout);
    }
  }

  /// The part of a task that is limited, without a value.
  @FunctionalInterface
  public interface VoidBody {
    /// Runs within the limit.
    ///
    /// @param timeout the limit, which can be moved
    /// @throws Exception any failure of the body
    void execute(Timeout timeout) throws Exception;
  }

  /// The states of the scope: from ACTIVE to FINISHED, or, when the limit passed, through EXPIRING
  /// to EXPIRED.
  private enum State {
    ACTIVE,
    EXPIRING,
    EXPIRED,
    FINISHED
  }

  private final TaskLoop loop;
  private final Task<?> task;

  // number of requests to cancel the task before the scope began; those are not this scope's
  private final int cancellingBefore;
  private final CancelRequest request;
  private State state = State.ACTIVE;
  private @Nullable Long when;
  private @Nullable Handle timer;

  private Timeout(Task<?> task, @Nullable Long when, String limit) {
    this.loop = task.loop;
    this.task = task;
    this.cancellingBefore = task.cancelling();
    this.request = CancelRequest.by(limit, limit + " expired");
    reschedule(when);
  }

  static <T extends @Nullable Object> Coroutine<T> timeout(@Nullable Duration delay, Body<T> body) {
    if (delay == null) {
      return timeoutAt(null, body);
    }
    long nanos = Durations.nanos(delay);
    String limit = "timeout of " + Durations.text(delay);
    return () -> {
      Task<?> task = TaskLoop.awaiter();
      return new Timeout(task, task.loop.time() + nanos, limit).scope(body);
    };
  }

  static <T extends @Nullable Object> Coroutine<T> timeoutAt(@Nullable Long when, Body<T> body) {
    return () -> new Timeout(TaskLoop.awaiter(), when, "time limit").scope(body);
  }

  /// The time at which the limit passes, on the loop's clock ([EventLoop#time()], nanoseconds);
  /// empty if there is none. Mirrors `Timeout.when`.
  public OptionalLong when() {
    return when == null ? OptionalLong.empty() : OptionalLong.of(when);
  }

  /// Moves the limit to `when`, on the loop's clock; null removes it. Mirrors `Timeout.reschedule`.
  ///
  /// @throws IllegalStateException if the limit has passed or the scope has ended
  public void reschedule(@Nullable Long when) {
    if (state != State.ACTIVE) {
      throw new IllegalStateException("cannot reschedule " + this);
    }
    stopTimer();
    this.when = when;
    if (when != null) {
      task.timersSet(+1);
      timer = when <= loop.time() ? loop.callSoon(this::expire) : loop.callAt(when, this::expire);
    }
  }

  /// Returns whether the limit passed while the scope was open. Mirrors `Timeout.expired`.
  public boolean expired() {
    return state == State.EXPIRING || state == State.EXPIRED;
  }

  private void expire() {
    timer = null;
    task.timersSet(-1);
    state = State.EXPIRING;
    task.cancelByLimit(request);
  }

  private <T extends @Nullable Object> T scope(Body<T> body) {
    try {
      T value = task.inline(() -> body.run(this));
      leave();
      return value;
    } catch (Throwable t) {
      throw Sneaky.<RuntimeException>unchecked(leave() ? asTimeout(t) : t);
    }
  }

  /// Ends the scope once. Returns whether this limit alone caused the exception that is being
  /// thrown.
  private boolean leave() {
    stopTimer();
    if (state == State.ACTIVE) {
      state = State.FINISHED;
      return false;
    }
    if (state == State.EXPIRING) {
      state = State.EXPIRED;
      return task.uncancelBy(request) <= cancellingBefore;
    }
    return false;
  }

  private Throwable asTimeout(Throwable thrown) {
    if (thrown instanceof CancelledError) {
      return timeout(thrown);
    }
    // a failure of the clean-up matters more; the limit is told beside it
    thrown.addSuppressed(timeout(cancellationBehind(thrown)));
    return thrown;
  }

  /// The cancellation by this limit that led to `thrown`, if the chain of causes still has it.
  private CancelledError cancellationBehind(Throwable thrown) {
    Throwable cause = thrown.getCause();
    for (int i = 0; i < MOST_CAUSES && cause != null; i++, cause = cause.getCause()) {
      if (cause instanceof CancelledError cancelled && cancelled.request() == request) {
        return cancelled;
      }
    }
    return new CancelledError(request);
  }

  private TimeoutException timeout(Throwable cancellation) {
    return new TimeoutException(Objects.requireNonNull(request.message()), cancellation);
  }

  private void stopTimer() {
    Handle timer = this.timer;
    if (timer != null) {
      timer.cancel();
      task.timersSet(-1);
      this.timer = null;
    }
  }

  @Override
  public String toString() {
    return "Timeout[" + state.name().toLowerCase(java.util.Locale.ROOT) + ", when=" + when + "]";
  }
}
