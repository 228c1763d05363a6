package jasyncio;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where tasks wait that write to a stream: until the transport takes more, or until it is gone.
///
/// Every task waits on a future of its own, so that cancelling one leaves the others alone. Loop
/// thread only.
final class StreamGate {
  private final EventLoop loop;
  private final List<Future<StreamGate>> drainWaiters = new ArrayList<>();
  private final List<Future<StreamGate>> closeWaiters = new ArrayList<>();
  private final List<Future<StreamGate>> shutdownWaiters = new ArrayList<>();
  private boolean paused;
  private boolean lost;
  private boolean shutdownRequested;
  private @Nullable Throwable cause;

  StreamGate(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  /// The transport has enough.
  void pause() {
    paused = true;
  }

  /// The transport takes more.
  void resume() {
    paused = false;
    drainWaiters.forEach(this::open);
  }

  /// The connection is gone, for the reason given if it broke.
  void lose(@Nullable Throwable cause) {
    lost = true;
    this.cause = cause;
    drainWaiters.forEach(this::open);
    closeWaiters.forEach(this::open);
  }

  private void open(Future<StreamGate> waiter) {
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
  void awaitDrained(Object writer) {
    if (lost) {
      throwCause();
      throw new UncheckedIOException(new SocketException("Connection lost"));
    }
    if (paused) {
      join(drainWaiters, "drain", writer);
    }
  }

  /// Suspends the current task until the connection is gone.
  void awaitLost(Object writer) {
    if (lost) {
      throwCause();
    } else {
      join(closeWaiters, "waitClosed", writer);
    }
  }

  /// The server asks its handlers to come to an end.
  void requestShutdown() {
    shutdownRequested = true;
    shutdownWaiters.forEach(this::open);
  }

  boolean isShutdownRequested() {
    return shutdownRequested;
  }

  /// Suspends the current task until the server asks its handlers to come to an end.
  void awaitShutdownRequest(Object writer) {
    if (!shutdownRequested) {
      join(shutdownWaiters, "shutdownRequested", writer);
    }
  }

  private void throwCause() {
    if (cause != null) {
      throw Sneaky.<RuntimeException>unchecked(cause);
    }
  }

  private void join(List<Future<StreamGate>> waiters, String operation, Object writer) {
    Future<StreamGate> waiter = new Waiter<>(loop, operation, writer);
    waiters.add(waiter);
    try {
      Asyncio.await(waiter);
    } finally {
      waiters.remove(waiter);
    }
  }
}
