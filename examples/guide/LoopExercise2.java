import jasyncio.*;
import static jasyncio.Asyncio.*;

Coroutine<Duration> lag() {
  return () -> {
    var loop = getRunningLoop();
    long asked = loop.time();
    Future<Void> ran = loop.createFuture();
    loop.callSoon(() -> ran.setResult(null));
    await(ran);
    return Duration.ofNanos(loop.time() - asked);
  };
}

void main() {
  run(() -> {
    var lag = createTask(lag());
    getRunningLoop().callSoon(() -> spin(millis(50)));
    IO.println("at least 50 ms: " + (await(lag).compareTo(millis(50)) >= 0));
  });
}

void spin(Duration time) {
  long end = System.nanoTime() + time.toNanos();
  while (System.nanoTime() < end) {
    Thread.onSpinWait();
  }
}
