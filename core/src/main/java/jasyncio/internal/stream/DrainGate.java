package jasyncio.internal.stream;

import jasyncio.EventLoop;
import jasyncio.Future;
import jasyncio.internal.base.Sneaky;
import jasyncio.internal.loop.Await;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gate at which tasks wait that write to a stream: until the transport takes more, until it is
/// gone, or until the server asks for the end.
///
/// Every task waits on a future of its own, so that cancelling one leaves the others alone. Loop
/// thread only.
public final class DrainGate {
  private static final List<Future<DrainGate>> NONE = List.of();

  private final EventLoop loop;

  // each list is made when a task first waits there, since most connections need none
  private List<Future<DrainGate>> drainWaiters = NONE;
  private List<Future<DrainGate>> closeWaiters = NONE;
  private List<Future<DrainGate>> shutdownWaiters = NONE;

  private boolean paused;
  private boolean lost;
  private boolean shutdownRequested;
  private @Nullable Throwable cause;

  // thrown to those that write to a connection which was lost without a failure
  private @Nullable UncheckedIOException refusal;

  public DrainGate(EventLoop loop) {
    this.loop = loop;
  }

  public EventLoop loop() {
    return loop;
  }

  /// Closes the gate: the transport's queue is full.
  public void pause() {
    paused = true;
  }

  /// Opens the gate: the transport takes more.
  public void resume() {
    paused = false;
    drainWaiters.forEach(this::open);
  }

  /// Releases all that wait for room or for the end, since the connection is gone.
  ///
  /// @param cause the failure that broke it; null if it was closed
  public void lose(@Nullable Throwable cause) {
    lost = true;
    this.cause = cause;
    drainWaiters.forEach(this::open);
    closeWaiters.forEach(this::open);
  }

  /// The failure that broke the connection; null if there was none.
  public @Nullable Throwable cause() {
    return cause;
  }

  private void open(Future<DrainGate> waiter) {
    if (!waiter.done()) {
      if (cause == null) {
        waiter.setResult(this);
      } else {
        waiter.setException(cause);
      }
    }
  }

  /// Suspends the current task while the transport's queue is full.
  ///
  /// @param writer the object that the task waits at, for tools that show it
  public void awaitDrained(Object writer) {
    if (lost) {
      throwCause();
      refusal = new UncheckedIOException(new SocketException("Connection lost"));
      throw refusal;
    }
    if (paused) {
      drainWaiters = growable(drainWaiters);
      join(drainWaiters, "drain", writer);
    }
  }

  /// Suspends the current task until the connection is gone.
  public void awaitLost(Object writer) {
    if (lost) {
      throwCause();
    } else {
      closeWaiters = growable(closeWaiters);
      join(closeWaiters, "waitClosed", writer);
    }
  }

  /// Releases all that wait for a server to ask its handlers to come to an end.
  public void requestShutdown() {
    shutdownRequested = true;
    shutdownWaiters.forEach(this::open);
  }

  public boolean isShutdownRequested() {
    return shutdownRequested;
  }

  /// Suspends the current task until the server asks its handlers to come to an end.
  public void awaitShutdownRequest(Object writer) {
    if (!shutdownRequested) {
      shutdownWaiters = growable(shutdownWaiters);
      join(shutdownWaiters, "shutdownRequested", writer);
    }
  }

  /// Tells whether `failure` is that of the connection, as those that wait here get it.
  boolean hasThrown(Throwable failure) {
    return failure == cause || failure == refusal;
  }

  private void throwCause() {
    if (cause != null) {
      throw Sneaky.<RuntimeException>unchecked(cause);
    }
  }

  private static List<Future<DrainGate>> growable(List<Future<DrainGate>> waiters) {
    return waiters == NONE ? new ArrayList<>() : waiters;
  }

  private void join(List<Future<DrainGate>> waiters, String operation, Object writer) {
    Future<DrainGate> waiter = loop.createFuture(operation, writer);
    waiters.add(waiter);
    try {
      Await.await(waiter);
    } finally {
      waiters.remove(waiter);
    }
  }
}
