import jasyncio.*;
import static jasyncio.Asyncio.*;

int running;
int most;

Coroutine<Void> request(Semaphore permits) {
  return Coroutine.of(() -> {
    try (var _ = await(permits.acquire())) {
      most = Math.max(most, ++running);
      await(sleep(millis(10)));
      running--;
    }
  });
}

void main() {
  run(() -> {
    var permits = new Semaphore(3);
    await(gather(Stream.generate(() -> request(permits)).limit(10).toList()));
    IO.println("at most " + most + " at a time");
  });
}
