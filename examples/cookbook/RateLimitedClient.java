// Sends requests as fast as a limit allows: three at once, then one each 50 ms. All wait in order.
//
//     ./jasyncio run examples/cookbook/RateLimitedClient.java

import jasyncio.*;
import static jasyncio.Asyncio.*;

/// A bucket of permits, to which one is added each `interval`, up to `burst`.
class RateLimiter {
  private final long intervalNanos;
  private final int burst;
  private long next = getRunningLoop().time();       // the time at which the bucket is full

  RateLimiter(Duration interval, int burst) {
    this.intervalNanos = interval.toNanos();
    this.burst = burst;
  }

  Coroutine<Void> acquire() {
    return Coroutine.of(() -> {
      long now = getRunningLoop().time();
      next = Math.max(next, now) + intervalNanos;    // before the await: others see that it is taken
      await(sleep(Duration.ofNanos(Math.max(0, next - now - burst * intervalNanos))));
    });
  }
}

Coroutine<String> request(int number, RateLimiter limiter) {
  return () -> {
    await(limiter.acquire());
    IO.println("sends " + number);
    await(sleep(millis(10)));                        // the request
    return "answer " + number;
  };
}

void main() {
  run(() -> {
    var limiter = new RateLimiter(millis(50), 3);
    long start = getRunningLoop().time();
    var requests = IntStream.rangeClosed(1, 6).mapToObj(n -> request(n, limiter)).toList();
    IO.println(await(gather(requests)));
    long took = (getRunningLoop().time() - start) / 1_000_000;
    IO.println("three of six had to wait: " + (took >= 3 * 50));
  });
}
