package jasyncio.test;

import jasyncio.Asyncio;
import jasyncio.Coroutine;
import jasyncio.EventLoop;
import jasyncio.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A clock that stands still while something can run and then jumps to the next timer, so that no
/// wait takes real time.
///
/// `sleep`, `timeout`, `callLater` and `loop.time()` of the simulation's loop follow it. A program
/// that needs the time of day takes an [InstantSource], and in a test this one, which begins with
/// the year 2000. Belongs to the simulation's loop.
public final class VirtualClock implements InstantSource {
  private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

  private final Queue<Future<@Nullable Void>> idleWaiters = new ArrayDeque<>();
  private long now;

  VirtualClock() {}

  /// The time that has passed since the simulation began.
  public Duration elapsed() {
    return Duration.ofNanos(now);
  }

  @Override
  public Instant instant() {
    return ORIGIN.plusNanos(now);
  }

  /// Lets `time` pass, with everything that happens during it, and then everything that happens at
  /// its very end.
  ///
  /// @throws IllegalArgumentException if the time is negative
  public Coroutine<Void> advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time < 0: " + time);
    }
    return Coroutine.of(() -> {
      Asyncio.await(Asyncio.sleep(time));
      Asyncio.await(runUntilIdle());
    });
  }

  /// Suspends until nothing but this can run without time passing. If several tasks wait in this
  /// way, one continues at a time.
  public Coroutine<Void> runUntilIdle() {
    return Coroutine.of(() -> {
      EventLoop loop = Asyncio.getRunningLoop();
      Future<@Nullable Void> idle = loop.createFuture("runUntilIdle", this);
      idleWaiters.add(idle);
      Asyncio.await(idle);
    });
  }

  // For the simulation

  long nanos() {
    return now;
  }

  void jump(long nanos) {
    now += nanos;
  }

  /// Resumes one task that waits in [#runUntilIdle()]. Returns false if there is none.
  boolean wakeIdleWaiter() {
    while (!idleWaiters.isEmpty()) {
      Future<@Nullable Void> waiter = idleWaiters.remove();
      if (!waiter.done()) {
        waiter.setResult(null);
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "VirtualClock[" + elapsed() + "]";
  }
}
