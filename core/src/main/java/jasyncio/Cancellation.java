package jasyncio;

import jasyncio.internal.graph.CancelRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The requests to cancel one task, from the first of them on.
///
/// A request goes to the future that the task awaits; once that is cancelled, it wakes the task,
/// whose await throws. A task that awaits nothing, or something that refuses, keeps the request
/// pending.
///
/// | from | to | when |
/// |---|---|---|
/// | IDLE | PASSING_ON | a request comes while the task awaits a future |
/// | PASSING_ON | IDLE | that future will wake the task |
/// | PASSING_ON | PENDING | that future refuses |
/// | PASSING_ON | CAME_ROUND | the request reaches this task again: tasks await each other in a ring |
/// | CAME_ROUND | PENDING | the ring has been told; the task leaves it, and the others end one by the other |
/// | IDLE | PENDING | a request comes while the task runs, is blocked, or has not begun |
/// | PENDING | IDLE | an await throws it or passes it on; the last request was taken back; the task ended |
///
/// A task that ended in PENDING, without another await, counts as cancelled. Tasks that wait for
/// each other in a line are told in a loop, since the line may be too long for the stack.
///
/// Loop thread only.
final class Cancellation {
  // The library's own error goes on as long as any chain of `finally` blocks may await; a task that
  // catches even this many is left in an await that never returns.
  private static final int MOST_REFUSALS = 1_000;

  private final Task<?> task;

  // those that uncancel() has not taken back
  private int requests;

  // PENDING: the request that no await has thrown yet
  private @Nullable CancelRequest pending;

  // the limits that alone are behind that request, or null: a value that is there goes before them
  private @Nullable Set<CancelRequest> limits;

  // of the last request that was pending, also after its answer
  private @Nullable String message;

  private boolean passingOn;
  private boolean cameRound;

  // whether an interrupt of the task's thread has led to a cancellation, or came of one
  boolean interruptKnown;

  // the loop is closing: every await throws
  private boolean loopCloses;
  private int refusals;

  Cancellation(Task<?> task) {
    this.task = task;
  }

  int requests() {
    return requests;
  }

  @Nullable CancelRequest pending() {
    return pending;
  }

  /// The message of the last request that the task itself had to answer; null if all went to the
  /// futures that it awaited.
  @Nullable String message() {
    return message;
  }

  /// Makes `request` pending again, which was passed on without effect.
  void keep(CancelRequest request) {
    pending = request;
  }

  /// Gives the pending request, which is answered by this; null if there is none.
  @Nullable CancelRequest takePending() {
    CancelRequest taken = pending;
    pending = null;
    return taken;
  }

  /// Returns whether the pending request comes from limits only, so that a value precedes it.
  boolean yieldsToValue() {
    return limits != null;
  }

  /// @param limit tells whether a limit in time asks, whose requests give way to a value
  void request(CancelRequest request, boolean limit) {
    if (task.run.awaited() instanceof Task<?>) {
      requestLine(request, limit);
    } else {
      requestHere(request, limit);
    }
  }

  private void requestLine(CancelRequest request, boolean limit) {
    List<Cancellation> line = new ArrayList<>();
    Cancellation last = this;
    while (!last.passingOn && last.task.run.awaited() instanceof Task<?> next && !next.done()) {
      last.requests++;
      last.passingOn = true;
      line.add(last);
      last = next.cancellation();
    }
    try {
      last.requestHere(request, limit && last == this);
    } finally {
      for (Cancellation each : line.reversed()) {
        each.passingOn = false;
        if (each.cameRound) {
          each.makePending(request, limit && each == this);
        }
      }
    }
  }

  private void requestHere(CancelRequest request, boolean limit) {
    if (passingOn) {
      cameRound = true;
      return;
    }
    requests++;
    Future<?> awaited = task.run.awaited();
    if (awaited == null || !passOn(request, awaited)) {
      makePending(request, limit);
    } // else the cancelled future wakes this task, and its result() throws
  }

  /// Gives whether the awaited future will wake the task.
  private boolean passOn(CancelRequest request, Future<?> awaited) {
    passingOn = true;
    try {
      return awaited.cancelFor(request) && !cameRound;
    } finally {
      passingOn = false;
    }
  }

  private void makePending(CancelRequest request, boolean limit) {
    noteLimit(request, limit);
    pending = request;
    message = request.message();
    if (cameRound) {
      cameRound = false;
      leaveRing(Objects.requireNonNull(task.run.awaited()));
    } else if (task.run.isBlocked()) {
      Interruption.interrupt(task);
    }
  }

  private void leaveRing(Future<?> awaited) {
    // else the task is about to go on already: by what it awaits, or by an earlier request
    if (awaited.removeWaiter(task.run)) {
      task.loop.ready(task.run);
    }
  }

  private void noteLimit(CancelRequest request, boolean limit) {
    if (!limit) {
      limits = null;
    } else if (pending == null) {
      limits = Collections.newSetFromMap(new IdentityHashMap<>());
      limits.add(request);
    } else if (limits != null) {
      limits.add(request);
    }
  }

  /// Takes a request back, and a pending one with the last. Gives the number of those left.
  int uncancel() {
    if (requests > 0) {
      requests--;
      if (requests == 0) {
        pending = null;
      }
    }
    return requests;
  }

  /// As [#uncancel()], for the end of the scope of the limit that made `request`: a pending request
  /// by that alone is dropped, though there were others before.
  int uncancelBy(CancelRequest request) {
    if (limits != null && limits.remove(request) && limits.isEmpty()) {
      pending = null;
    }
    return uncancel();
  }

  // The loop closes

  void closeLoop() {
    loopCloses = true;
  }

  boolean isLoopClosing() {
    return loopCloses;
  }

  void throwIfLoopCloses() {
    if (loopCloses && ++refusals <= MOST_REFUSALS) {
      throw new CancelledError(
          CancelRequest.by("the event loop, which closes", "the event loop is closing"));
    }
  }
}
