package jasyncio;

import static jasyncio.internal.loop.Await.await;

import jasyncio.internal.base.CheckReturnValue;
import java.util.Locale;

/// Holds tasks back until so many have come, and lets them go together, again and again.
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
/// A task that is cancelled while it waits leaves the barrier, and another can take its place: unlike
/// in `java.util.concurrent`, this does not break it. [#abort()] does.
///
/// **Loop affinity.** Belongs to the loop of the first task that waits, and is not thread-safe.
/// Mirrors `asyncio.Barrier`; `async with barrier` is an await of [#waitAll()], as leaving does
/// nothing.
public final class Barrier {
  /// What tasks inside and new ones do.
  ///
  /// | state | inside | new ones | ends |
  /// |---|---|---|---|
  /// | FILLING | wait | come in | the last comes: DRAINING; reset: RESETTING; abort: BROKEN |
  /// | DRAINING | go | wait outside | the last goes: FILLING; reset: RESETTING; abort: BROKEN |
  /// | RESETTING | fail | wait outside | the last goes: FILLING; abort: BROKEN |
  /// | BROKEN | fail | fail | reset: FILLING, by way of RESETTING if there is somebody inside |
  private enum State {
    FILLING,
    DRAINING,
    RESETTING,
    BROKEN
  }

  private final int parties;
  private final Condition changed = new Condition();
  private final Coroutine<Integer> waitAll = this::pass;
  private State state = State.FILLING;

  // tasks inside
  private int count;

  /// A barrier for `parties` tasks.
  ///
  /// @throws IllegalArgumentException if there is less than one
  public Barrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties < 1: " + parties);
    }
    this.parties = parties;
  }

  /// Waits until as many tasks wait as the barrier has parties, and gives how many waited already
  /// when this one came: another number to each, unless one that was cancelled has been replaced.
  /// Mirrors `Barrier.wait`.
  ///
  /// Awaiting throws [BrokenBarrierException] if the barrier is broken, or is aborted or reset
  /// meanwhile.
  @CheckReturnValue
  public Coroutine<Integer> waitAll() {
    return waitAll;
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

  /// Makes the barrier as new: tasks that wait in it fail with [BrokenBarrierException], new ones can
  /// come. Suspends only while tasks are just passing. Mirrors `Barrier.reset`.
  @CheckReturnValue
  public Coroutine<Void> reset() {
    return change(() -> state = count > 0 ? State.RESETTING : State.FILLING);
  }

  /// Breaks the barrier: tasks that wait, and all that come before a [#reset()], fail with
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

  /// How many tasks must come. Mirrors `Barrier.parties`.
  public int parties() {
    return parties;
  }

  /// How many tasks wait for the others. Mirrors `Barrier.n_waiting`.
  public int nWaiting() {
    return state == State.FILLING ? count : 0;
  }

  /// Whether the barrier was aborted. Mirrors `Barrier.broken`.
  public boolean broken() {
    return state == State.BROKEN;
  }

  @Override
  public String toString() {
    String waiters = broken() ? "" : ", waiters=" + nWaiting() + "/" + parties;
    return "Barrier[" + state.name().toLowerCase(Locale.ROOT) + waiters + "]";
  }
}
