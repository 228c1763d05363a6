package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import java.util.Locale;

/// A barrier that holds tasks back until a given number has arrived, and then lets them all
/// continue; it can be used again and again.
///
/// {@snippet lang="java":
/// var barrier = new Barrier(3);
///
/// for (int i = 0; i < 3; i++) {
///   createTask(() -> {
///     await(load());
///     if (await(barrier.waitAll()) == 0) {  // position = await barrier.wait()
///       IO.println("all have loaded");
///     }
///   });
/// }
/// }
///
/// A task that is cancelled while it waits leaves the barrier, and another can take its place:
/// unlike in `java.util.concurrent`, this does not break the barrier. [#abort()] does.
///
/// **Loop affinity.** Belongs to the loop of the first task that waits, and is not thread-safe.
/// Mirrors `asyncio.Barrier`; `async with barrier` is an await of [#waitAll()], as leaving does
/// nothing.
public final class Barrier {
  /// The states of the barrier, with the behaviour of tasks inside and of tasks that arrive:
  ///
  /// | state | inside | arriving | ends |
  /// |---|---|---|---|
  /// | FILLING | wait | enter | the last arrives: DRAINING; reset: RESETTING; abort: BROKEN |
  /// | DRAINING | leave | wait outside | the last leaves: FILLING; reset: RESETTING; abort: BROKEN |
  /// | RESETTING | fail | wait outside | the last leaves: FILLING; abort: BROKEN |
  /// | BROKEN | fail | fail | reset: FILLING, through RESETTING if a task is inside |
  private enum State {
    FILLING,
    DRAINING,
    RESETTING,
    BROKEN
  }

  private final int parties;
  private final Condition changed = new Condition();
  private State state = State.FILLING;

  // tasks inside
  private int count;

  /// A barrier for `parties` tasks.
  ///
  /// @throws IllegalArgumentException if `parties` is less than one
  public Barrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties < 1: " + parties);
    }
    this.parties = parties;
  }

  /// Waits until as many tasks wait as the barrier has parties, and returns the number of tasks
  /// that were already waiting when this one arrived: a different number to each task, unless a
  /// cancelled task was replaced. Mirrors `Barrier.wait`.
  ///
  /// Awaiting throws [BrokenBarrierException] if the barrier is broken, or if it is aborted or
  /// reset during the wait.
  @CheckReturnValue
  public Coroutine<Integer> waitAll() {
    return this::pass;
  }

  private int pass() {
    try (var _ = await(changed.acquire())) {
      awaitEntry();
      int index = count++;
      try {
        awaitOthers();
        return index;
      } finally {
        count--;
        endRoundIfLast();
      }
    }
  }

  private void awaitEntry() {
    await(changed.waitFor(() -> state == State.FILLING || state == State.BROKEN));
    if (state == State.BROKEN) {
      throw new BrokenBarrierException(this + " was aborted: reset() it to use it again");
    }
  }

  private void awaitOthers() {
    if (count == parties) {
      state = State.DRAINING;
      changed.signalAll();
      return;
    }
    await(changed.waitFor(() -> state != State.FILLING));
    if (state != State.DRAINING) {
      throw new BrokenBarrierException(this + " was aborted or reset");
    }
  }

  private void endRoundIfLast() {
    if (count > 0) {
      return;
    }
    if (state != State.BROKEN) {
      state = State.FILLING;
    }
    changed.signalAll();
  }

  /// Returns the barrier to its initial state: tasks that wait in it fail with
  /// [BrokenBarrierException], and new ones can arrive. Suspends only while released tasks are
  /// leaving. Mirrors `Barrier.reset`.
  @CheckReturnValue
  public Coroutine<Void> reset() {
    return change(() -> state = count > 0 ? State.RESETTING : State.FILLING);
  }

  /// Breaks the barrier: tasks that wait, and all that arrive before a [#reset()], fail with
  /// [BrokenBarrierException]. Mirrors `Barrier.abort`.
  @CheckReturnValue
  public Coroutine<Void> abort() {
    return change(() -> state = State.BROKEN);
  }

  private Coroutine<Void> change(Runnable change) {
    return Coroutine.of(() -> {
      try (var _ = await(changed.acquire())) {
        change.run();
        changed.signalAll();
      }
    });
  }

  /// The number of tasks that must arrive. Mirrors `Barrier.parties`.
  public int parties() {
    return parties;
  }

  /// The number of tasks that wait for the others. Mirrors `Barrier.n_waiting`.
  public int nWaiting() {
    return state == State.FILLING ? count : 0;
  }

  /// Returns whether the barrier was aborted. Mirrors `Barrier.broken`.
  public boolean broken() {
    return state == State.BROKEN;
  }

  @Override
  public String toString() {
    String waiters = broken() ? "" : ", waiters=" + nWaiting() + "/" + parties;
    return "Barrier[" + state.name().toLowerCase(Locale.ROOT) + waiters + "]";
  }
}
