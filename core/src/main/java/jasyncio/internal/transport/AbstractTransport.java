package jasyncio.internal.transport;

import jasyncio.BaseTransport;
import jasyncio.Future;
import org.jspecify.annotations.Nullable;

/// A transport that holds a resource of the system, such as a socket. Its life, from
/// `connectionMade` to `connectionLost`, is the same for all kinds.
///
/// | state | entered by | what happens in it |
/// |---|---|---|
/// | open | construction | `connectionMade` in the turn after the start, then all |
/// | closing | `close`, while the transport is busy | nothing is received; the queue goes out, and late writes join it |
/// | lost | `close` while idle, the last byte out while closing, `abort`, any failure | nothing but the pending `connectionLost`; writes are dropped |
/// | gone | the return of `connectionLost`, the end of the loop | the resource is back with the system |
///
/// No state is entered twice, and none after a later one. The methods `on…` are each kind's part of
/// a transition; the state is the new one already when they run.
///
/// Loop thread only.
public abstract class AbstractTransport implements BaseTransport {
  private enum State {
    OPEN,
    CLOSING,
    LOST,
    GONE
  }

  /// The loop's side.
  protected final TransportContext context;

  private State state = State.OPEN;
  private boolean begun;
  private int droppedWrites;

  /// A transport that has not started.
  protected AbstractTransport(TransportContext context) {
    this.context = context;
  }

  // The parts of each kind

  /// Starts to receive: the protocol has had its `connectionMade`.
  protected abstract void onBegun();

  /// Stops to receive. The transport may have been lost without being closed before.
  protected abstract void onClosing();

  /// Drops the queue, and does not send any more.
  protected abstract void onLost();

  /// Gives the resource back to the system.
  protected abstract void onGone();

  /// Tells whether a transport that closes has something to finish first, such as a queue to send.
  protected abstract boolean isBusy();

  // The beginning

  /// Begins in the next turn: `connectionMade`, then receiving, then `ready` gets this transport.
  protected final void beginSoon(@Nullable Future<AbstractTransport> ready) {
    context.remember(this);
    context.loop().callSoon(() -> begin(ready));
  }

  private void begin(@Nullable Future<AbstractTransport> ready) {
    if (state == State.GONE) {
      return;
    }
    begun = true;
    try {
      getProtocol().connectionMade(this);
    } catch (Throwable t) {
      failBy("connectionMade", t);
    } finally {
      onBegun();
      if (ready != null && !ready.done()) {
        ready.setResult(this);
      }
    }
  }

  /// Tells whether the turn of `connectionMade` has come.
  protected final boolean hasBegun() {
    return begun;
  }

  // The end

  @Override
  public final boolean isClosing() {
    return state != State.OPEN;
  }

  /// Tells whether writes are dropped, since only `connectionLost` is still to come, or nothing.
  protected final boolean isLost() {
    return state.compareTo(State.LOST) >= 0;
  }

  @Override
  public void close() {
    if (state != State.OPEN) {
      return;
    }
    state = State.CLOSING;
    onClosing();
    if (!isBusy()) {
      lose(null);
    }
  }

  /// Closes at once and drops the queue.
  public void abort() {
    lose(null);
  }

  /// Gives the transport up; the protocol hears of it in the next turn, since it may be the caller.
  protected final void lose(@Nullable Throwable cause) {
    if (isLost()) {
      return;
    }
    state = State.LOST;
    onClosing();
    onLost();
    context.loop().callSoon(() -> end(cause));
  }

  /// Ends a transport that is closing and has nothing left to do.
  protected final void finishClosing() {
    if (state == State.CLOSING) {
      state = State.LOST;
      end(null);
    }
  }

  private void end(@Nullable Throwable cause) {
    if (state == State.GONE) {
      return;
    }
    try {
      getProtocol().connectionLost(cause);
    } catch (Throwable t) {
      report("protocol.connectionLost() failed", t);
    } finally {
      release();
      onEnded();
    }
  }

  /// Comes after `connectionLost`, when the transport is gone; but not if the loop has closed it.
  protected void onEnded() {}

  /// Tells whether a loop that closes must warn of this: the program has not closed it.
  protected boolean isForgotten() {
    return true;
  }

  /// Gives the resource back to the system, without a call of the protocol.
  public final void release() {
    if (state != State.GONE) {
      state = State.GONE;
      onGone();
      context.forget(this);
    }
  }

  // Failures

  /// Gives the transport up because a callback of the protocol threw: nothing is known of the
  /// protocol's state any more.
  protected void failBy(String callback, Throwable cause) {
    try {
      report("Fatal error: protocol." + callback + "() call failed.", cause);
    } finally {
      lose(cause);
    }
  }

  /// Tells the loop's exception handler.
  protected final void report(String message, Throwable cause) {
    context.report(message, cause, this, getProtocol());
  }

  /// Counts a write to a transport that is lost, and warns of the fifth.
  protected final void countDroppedWrite() {
    context.warnOfDroppedWrites(++droppedWrites, this);
  }

  /// The state as `toString` shows it.
  protected final String state() {
    return isLost() ? "closed" : isClosing() ? "closing" : "open";
  }
}
