package jasyncio.internal.net;

import static jasyncio.internal.loop.Await.await;

import jasyncio.CancelledError;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.Task;
import jasyncio.TimerHandle;
import jasyncio.internal.base.Fatal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Candidates that start one after the other and race for the first success, as RFC 8305 has it for
/// connecting to the addresses of a host.
///
/// The next candidate starts when the last one started has failed, or has had its delay without an
/// end. Once one succeeds, the others are cancelled, and the race is over when they have ended.
/// Cancelling the race cancels the candidates that run, each time anew, and is passed on when they
/// have ended.
///
/// Mirrors `staggered_race`. Runs once. Loop thread only.
///
/// @param <T> the value of a candidate
public final class StaggeredRace<T> {
  /// The outcome of a race.
  ///
  /// @param winner the value of the first success; null if there was none
  /// @param failures the failure of each candidate that was started; null for the winner
  record Result<T>(@Nullable T winner, List<@Nullable Throwable> failures) {}

  private final EventLoop loop;
  private final List<Coroutine<T>> candidates;
  private final Duration delay;
  private final Consumer<T> release;

  // the task and the failure of each candidate that was started; an eager task runs before it is
  // entered here
  private final List<@Nullable Task<Void>> tasks = new ArrayList<>();
  private final List<@Nullable Throwable> failures = new ArrayList<>();
  private int running;
  private @Nullable T winner;

  // no candidate starts any more: the race is won, or was cancelled
  private boolean decided;

  // counts the delay of the last one started
  private @Nullable TimerHandle timer;

  // done when nothing runs any more
  private @Nullable Future<StaggeredRace<T>> over;

  /// @param release gives back the value of a candidate that was too late
  StaggeredRace(
      EventLoop loop, List<Coroutine<T>> candidates, Duration delay, Consumer<T> release) {
    this.loop = loop;
    this.candidates = candidates;
    this.delay = delay;
    this.release = release;
  }

  /// Suspends the current task until the race is over.
  Result<T> run() {
    CancelledError cancelled = null;
    startNext();
    while (running > 0) {
      Future<StaggeredRace<T>> over = loop.createFuture("connect", this);
      this.over = over;
      try {
        await(over);
      } catch (CancelledError e) {
        cancelled = e;
        decide(-1);
      }
    }
    if (cancelled == null) {
      return new Result<>(winner, Collections.unmodifiableList(failures));
    }
    if (winner != null) {
      release.accept(winner);
    }
    throw cancelled;
  }

  private void startNext() {
    stopTimer();
    int index = tasks.size();
    if (decided || index == candidates.size()) {
      return;
    }
    tasks.add(null);
    failures.add(null);
    running++;
    Task<Void> task = loop.createTask(Coroutine.of(() -> compete(index)));
    tasks.set(index, task);
    task.addDoneCallback(ended -> ended(ended, index));
    if (!decided && isLast(index) && index + 1 < candidates.size()) {
      timer = loop.callLater(delay, this::startNext);
    }
  }

  /// Tells whether no candidate was started after this one.
  private boolean isLast(int index) {
    return index == tasks.size() - 1;
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /// Runs in the candidate's own task, so that the first one cancels the others before they go on.
  private void compete(int index) {
    try {
      T brought = await(candidates.get(index));
      if (decided) {
        release.accept(brought);
        throw new CancelledError("another was first");
      }
      winner = brought;
      decide(index);
    } catch (Throwable t) {
      Fatal.rethrowIfFatal(t);
      failures.set(index, t);
      if (isLast(index)) {
        startNext();
      }
    }
  }

  /// Cancels all but the winner.
  private void decide(int winnerIndex) {
    decided = true;
    stopTimer();
    for (int i = 0; i < tasks.size(); i++) {
      Task<Void> task = tasks.get(i);
      if (i != winnerIndex && task != null) {
        task.cancel();
      }
    }
  }

  private void ended(Future<Void> task, int index) {
    if (task.cancelled()) { // before its first step
      failures.set(index, new CancelledError("another was first"));
    }
    if (--running == 0 && over != null && !over.done()) {
      over.setResult(this);
    }
  }

  @Override
  public String toString() {
    return running + " of " + candidates.size() + " addresses";
  }
}
