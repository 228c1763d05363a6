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

/// Where tasks wait that write to a stream: until the transport takes more, or until it is gone.
///
/// Every task waits on a future of its own, so that cancelling one leaves the others alone. Loop
/// thread only.
public final class DrainGate {
  private final EventLoop loop;
  private final List<Future<DrainGate>> drainWaiters = new ArrayList<>();
  private final List<Future<DrainGate>> closeWaiters = new ArrayList<>();
  private final List<Future<DrainGate>> shutdownWaiters = new ArrayList<>();
  private boolean paused;
  private boolean lost;
  private boolean shutdownRequested;
  private @Nullable Throwable cause;

  public DrainGate(EventLoop loop) {
    this.loop = loop;
  }

  public EventLoop loop() {
    return loop;
  }

  /// The transport has enough.
  public void pause() {
    paused = true;
  }

  /// The transport takes more.
  public void resume() {
    paused = false;
    drainWaiters.forEach(this::open);
  }

  /// The connection is gone, for the reason given if it broke.
  public void lose(@Nullable Throwable cause) {
    lost = true;
    this.cause = cause;
    drainWaiters.forEach(this::open);
    closeWaiters.forEach(this::open);
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

  /// Suspends the current task while the transport has enough.
  ///
  /// @param writer what the task waits at, for who asks what it does
  public void awaitDrained(Object writer) {
    if (lost) {
      throwCause();
      throw new UncheckedIOException(new SocketException("Connection lost"));
    }
    if (paused) {
      join(drainWaiters, "drain", writer);
    }
  }

  /// Suspends the current task until the connection is gone.
  public void awaitLost(Object writer) {
    if (lost) {
      throwCause();
    } else {
      join(closeWaiters, "waitClosed", writer);
    }
  }

  /// The server asks its handlers to come to an end.
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
      join(shutdownWaiters, "shutdownRequested", writer);
    }
  }

  private void throwCause() {
    if (cause != null) {
      throw Sneaky.<RuntimeException>unchecked(cause);
    }
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
