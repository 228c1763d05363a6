package program;

import jasyncio.Action;
import jasyncio.Asyncio;
import jasyncio.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// A step of a program in which the loop is stuck until the test ends it.
public final class Spin implements Action, Runnable, AutoCloseable {
  private final CompletableFuture<EventLoop> begun = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();

  @Override
  public void run() {
    begun.complete(Asyncio.getRunningLoop());
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  /// The loop, as soon as it is stuck.
  public EventLoop loop() {
    return begun.join();
  }

  /// Lets the loop go on.
  public void end() {
    over.set(true);
  }

  @Override
  public void close() {
    end();
  }
}
